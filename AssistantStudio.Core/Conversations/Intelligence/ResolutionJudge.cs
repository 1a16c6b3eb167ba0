namespace AssistantStudio.Core.Conversations;

/// <summary>One turn, and whether a reply of the assistant had an answer.</summary>
internal sealed record ResolutionTurn(bool IsFromUser, string Text, bool HasAnswer);

/// <summary>Whether somebody got what they came for, and with which turn they said so, counted from 0.</summary>
internal readonly record struct ResolutionVerdict(Resolution Value, int? ResolvedAtTurn);

/// <summary>
/// Only what somebody says after a reply counts: thanks and "that worked" resolve, complaints, "still not" and the wish
/// for a person do not, another question opens the conversation again. Silence says nothing.
/// </summary>
internal static class ResolutionJudge
{
    private static readonly PhraseSet s_confirmed = new("""
        worked|works|solved|fixed|resolved|geklappt|gelöst|behoben|funktioniert|klappt
        that|this|it helped|helps|did
        did the trick
        got it
        all|alles good|set|done|fine|clear|well|gut|klar|bestens
        answers my|the
        makes sense
        i|we can ~ now|again
        it|das|es prints|runs|opens|starts|loads|läuft|geht now|again|jetzt|wieder
        connected|finally
        hat|das ~ geholfen
        found|see it|them
        that|this was|is it|all
        looks|seems|is right|good|fine|correct|perfect|ok now
        looks|seems right|good|fine|correct|better|ok
        sieht ~ gut|richtig|besser
        passt|stimmt jetzt|so|nun|alles
        you're|youre|are a|the ~ star|hero|legend|lifesaver|angel|best|gem|genius
        i|we ~ got|received|have it now
        no longer needed|necessary
        never mind|mind
        wieder da
        is|are back now|online|up
        all i|we ~ wanted|needed|know
        alive|sorted|settled|erledigt|repaired|restored|unlocked
        exactly ~ what|needed
        back to normal
        no more|further questions|problems
        ist|sind da|angekommen|wieder
        gefunden|verstanden|understood
        it|that|es did it
        up and running
        good to know
        ich ~ kann ~ wieder
        """);

    private static readonly PhraseSet s_pleased = new("obliged|appreciated|appreciate|cool|nice|wow|top|toll|klasse|bestens|lovely|yay|hooray|🎊|😊|🙂|😀|❤|thanks|thank|thx|ty|danke|dankeschön|dank|merci|perfect|perfekt|awesome|great|excellent|super|prima|cheers|👍|🙏|🎉|👌|done|wonderful|brilliant");

    private static readonly PhraseSet s_yes = new("yes|yep|yeah|ja|no|nein|nope");

    private static readonly PhraseSet s_denied = new("""
        not|never|nothing|nobody|none|no|dont|doesnt|didnt|isnt|arent|wasnt|cant|cannot|couldnt|wont|hasnt|havent|wouldnt
        nicht|kein|keine|keinen|keiner|nichts|nie|niemand
        exact|exactly|the same
        genau das|der gleiche|selbe
        back|again|wieder
        wrong|falsch|worse|useless|pointless
        sent me here|away|back
        """);

    private static readonly PhraseSet s_no = new("no|nope|nein");

    private static readonly PhraseSet s_failed = new("""
        still ~ not|no|nothing|crash*|fails|broken|same|doesnt|cant|wont|wrong|black|empty|slow|missing|waiting
        same|gleiche|gleicher|dasselbe|selbe ~ problem|issue|error|thing|result|message|fehler
        not|didnt|doesnt|dont|nicht|never ~ help|work|working|solved|fixed|resolved|change|gelöst|geholfen|geklappt
        not what i
        no|not change|luck|success|difference
        nothing ~ at all
        nothing changed|happens|happened
        does|did|is|has not ~ help|work|solve|change
        either|neither
        again
        worse
        as well
        thanks|thx|thank|danke for|für nothing|nichts
        klappt|funktioniert|geht|hilft|stimmt ~ nicht
        immer noch
        schon wieder
        that's|thats|this is wrong
        already ~ tried|did
        wrong answer
        no such
        there|es is|gibt no|kein|keine|keinen
        tried|did that|this|it|both|all
        not|didnt|never ~ answer|asked|understand|meant
        on|in ~ still
        old|wrong one
        no ~ still
        nicht gefragt|gemeint|beantwortet|gefunden
        finde|sehe ~ nicht|kein|keine|keinen
        cant|cannot|couldnt|dont ~ see|find|open|have|log
        doesnt|dont|didnt|wont|isnt ~ exist|appear|show|there|react|work|change
        gives|shows|says|get|got|getting ~ error|failed|denied|invalid
        greyed|grayed out
        leider nicht|kein|nein
        nope|nein|unfortunately|leider
        made it worse
        what use
        bringt nichts
        in charge
        """);

    private static readonly PhraseSet s_trouble = new("nothing|not|no|cant|cannot|doesnt|dont|wont|still|same|crash*|fails|nicht|nichts|kein|keine|immer|schon");

    private static readonly PhraseSet s_later = new("""
        i|we ~ will try|check|test
        i'll|we'll try|check|test
        will try
        in advance
        im voraus
        werde ~ probieren|versuchen|testen
        """);

    public static ResolutionVerdict Of(IReadOnlyList<ResolutionTurn> turns)
    {
        var verdict = new ResolutionVerdict(Resolution.Unknown, null);
        var isAsking = false;
        var lastReply = turns.Count - 1;
        while (lastReply >= 0 && turns[lastReply].IsFromUser)
        {
            lastReply--;
        }

        ResolutionTurn? reply = null;
        for (var i = 0; i < turns.Count; i++)
        {
            var turn = turns[i];
            if (!turn.IsFromUser)
            {
                reply = turn;
                verdict = isAsking && !turn.HasAnswer && i == lastReply ? new(Resolution.Unresolved, null) : verdict;
                continue;
            }

            var signal = SignalOf(turn.Text, reply);
            (verdict, isAsking) = signal switch
            {
                Signal.Confirmed => (verdict.Value == Resolution.Resolved ? verdict : new(Resolution.Resolved, i), false),
                Signal.Failed => (new(Resolution.Unresolved, null), true),
                Signal.Asked when i > lastReply && verdict.Value == Resolution.Unresolved => (verdict, true),
                Signal.Asked => (new(Resolution.Unknown, null), true),
                _ => (verdict, isAsking),
            };

            // Nobody answered a new trouble any more.
            if (signal == Signal.Asked && reply is not null && i == turns.Count - 1 && IntentJudge.Of(turn.Text).Intent == Intent.Problem)
            {
                verdict = new(Resolution.Unresolved, null);
            }
        }

        return verdict;
    }

    private enum Signal
    {
        None,
        Asked,
        Confirmed,
        Failed,
    }

    private static Signal SignalOf(string text, ResolutionTurn? reply)
    {
        var words = MessageWords.Of(text);
        var intent = IntentJudge.Of(text).Intent;
        if (intent == Intent.Escalation)
        {
            return Signal.Failed;
        }

        if (reply is null)
        {
            return intent is Intent.Greeting or Intent.Thanks ? Signal.None : Signal.Asked;
        }

        var isConfirmed = s_confirmed.IsIn(words);
        var mood = SentimentJudge.Of(text).Value;
        var isWorking = isConfirmed && (mood == Sentiment.Positive || (mood == Sentiment.Neutral && !s_trouble.IsIn(words)));
        if (intent == Intent.Complaint || (s_failed.IsIn(words) && !isWorking))
        {
            return Signal.Failed;
        }

        if (s_later.IsIn(words))
        {
            return Signal.None;
        }

        if (intent is Intent.Question or Intent.Request)
        {
            return Signal.Asked;
        }

        // Whoever denies something after an answer did not get what they needed; "No" alone answers a question.
        var isDenied = words.Count > 1 && (s_no.LengthAt(words, 0) > 0 || s_denied.IsIn(words)) && !isConfirmed && !s_pleased.IsIn(words);
        if (mood == Sentiment.Negative || isDenied)
        {
            return Signal.Failed;
        }

        // "petra.lang, thanks" answers a question; "Did that help?" is answered with yes.
        var answersOnly = reply.Text.AsSpan().TrimEnd().EndsWith('?') && !isConfirmed && !s_yes.IsIn(words) && words.Count > 0 && s_pleased.LengthAt(words, 0) == 0;
        return (isConfirmed || s_pleased.IsIn(words)) && !answersOnly ? Signal.Confirmed
            : intent == Intent.Problem ? Signal.Asked
            : Signal.None;
    }
}
