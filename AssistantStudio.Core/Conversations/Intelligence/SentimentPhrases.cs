namespace AssistantStudio.Core.Conversations;

/// <summary>Phrases whose mood is not that of their words, in English and German.</summary>
internal static class SentimentPhrases
{
    public static readonly PhraseSet Negative = new("""
        thanks|thx for nothing
        danke für nichts
        still|again no|not|nothing
        still|yet waiting
        not|dont|doesnt|didnt|cant|wont|isnt work|working|open|start|load|connect
        not|didnt|doesnt|dont help
        does|do|did|is not work|working|help
        no sense
        never works
        nothing works|happened|helps
        every single time
        again and again
        waiting for|since ~ hours|days|weeks|months
        i've|have been waiting
        third|fourth|second|fifth time
        nobody|no answers|answered|helps|reply
        had enough
        fed up
        tired of
        expected better
        keeps *
        taking|takes forever
        how long do i|we have to
        do you even
        money back
        charged|billed ~ twice
        cant work
        cant|cannot|couldnt|unable ~ log|login|sign|open|access|connect|start|print|reach|use|find|reply
        couldnt|cant be|get|getting worse
        waste of
        schon wieder
        immer noch nicht|kein|keine
        noch immer nicht|kein|keine
        reicht es
        so langsam reicht
        ich warte seit
        funktioniert|geht|klappt ~ nicht
        nichts geht|funktioniert
        could have been better
        cancel my contract
        where the hell
        give|gave up
        why we|do we pay
        had one job
        hung up on
        nothing to do with my|the question
        another|other|different carrier|provider|supplier|vendor
        how can ~ take
        two|three|four|five|six|several|many|ten|10|3|4|5 times
        was|were told|promised
        should have been|arrived|worked
        supposed to
        except the one|ones
        over an hour|week|month
        had to call|wait|do|start|explain
        on my own
        beyond me
        out of patience
        na toll|super|klasse|prima
        gar nichts mehr
        nichts mehr
        geht|funktioniert|klappt|hilft gar nicht
        auch noch das|der|die
        zum dritten|vierten|wiederholten mal
        seit tagen|wochen|stunden|monaten
        was soll das
        lässt ~ wünschen
        yeah right
        no use|way|sense|response|answer|reply|reaction|sign
        too many|much|long|late|slow|complicated|expensive|small|heavy
        will|does|do not open|close|start|print|fit|stop|turn|respond
        no longer
        goes|go wrong
        went|gone wrong
        worst than
        lost patience
        let ~ down
        make|makes|made me angry|mad|sick|cry
        can't|cant believe
        """);

    public static readonly PhraseSet Positive = new("""
        no problem|problems|complaints|issues|worries
        not|isnt bad
        gar nicht schlecht
        nicht schlecht|übel
        never failed|fails
        couldnt be happier|better
        cant complain
        saved my day|life
        keep up the
        well done
        much better|easier|faster
        works|working again|now|fine
        exactly what i|we
        genau so|das|richtig
        klappt|funktioniert|geht wieder|jetzt
        how fast|quickly|easy
        kein|keine problem|probleme
        exactly what it should
        went out of
        thumbs|daumen up|hoch
        hut ab
        all|everything ~ there|back again
        ahead of schedule|time
        on time
        in no time
        first try
        can only praise
        more than happy|satisfied|pleased|expected
        better|faster|quicker|earlier|easier than expected|before|i
        no longer a problem|issue
        no more problems|errors|issues|trouble
        without any|a problem|problems|issue|issues|hitch
        life easier
        look|looking forward
        läuft wieder|jetzt|rund
        alles gut|klar|bestens|prima|super
        wie geschmiert
        besser|schneller als erwartet|gedacht|vorher
        gut gemacht
        weiter so
        nichts zu meckern
        big|huge improvement|help|relief|thanks
        five|5 stars
        worth every|the|it
        highly recommend
        so|sehr happy|glad|glücklich|froh
        """);

    /// <summary>Words of mood that say none here.</summary>
    public static readonly PhraseSet Moodless = new("""
        i'd|we'd|would|you'd like
        looks|look|something|anything like
        as well
        good|guten|guter morning|afternoon|evening|day|morgen|tag|abend
        best|kind|warm|beste|viele|freundliche|freundlichen regards|wishes|grüsse|grüssen
        error|problem|issue code|codes|message|messages|number|type|report|reports|list
        well known
        in advance
        im voraus
        """);

    /// <summary>Praise with which an ironic message begins.</summary>
    public static readonly PhraseSet Praise = new("great|wonderful|awesome|fantastic|brilliant|perfect|nice|lovely|super|toll|klasse|prima|fantastisch|wunderbar|spitze|sure");

    public static readonly PhraseSet Asks = new("""
        how|what|where|when|which|who|whose|is|are|do|does|did|can|could|will|would|should|has|have|may
        wie|was|wo|wann|welche*|wer|ist|sind|kann|können|hat|haben|gibt|darf
        """);
}
