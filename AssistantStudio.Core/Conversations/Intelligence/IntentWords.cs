namespace AssistantStudio.Core.Conversations;

/// <summary>By what a message shows what it is for, in English and German.</summary>
internal static class IntentWords
{
    public static readonly PhraseSet Escalation = new("""
        is|isnt anybody|anyone|someone real|human|there
        your boss
        somebody|someone|person in charge
        have someone|somebody|anyone|a ~ call|phone|ring|contact
        give|gimme me ~ person|human|agent|someone|somebody|manager
        verbinden|verbinde|verbindet sie|mich
        ans|zum|an telefon|kundendienst|support|chef|vorgesetzten
        real|actual|living|live human|person|people|agent|being
        not a bot|robot|machine
        someone|somebody|anyone who ~ decide|help|understand*
        call|ring|phone me|us on|at|under|please|today
        callback|rückruf
        geben|gib|gebt|holen|hol ~ mitarbeiter|kollegen|kollegin|menschen|vorgesetzten|chef
        contact ~ human|person|agent|manager|supervisor|hotline
        hand|pass|forward|transfer me|this|it ~ to|over ~ human|person|agent|colleague|someone|manager|supervisor
        complain|complaint to|with ~ manager|supervisor|boss|management
        jemand|jemanden ~ sprechen|reden|anrufen|anruft|zurückruft|erreichen
        echten|echter|richtigen|richtiger menschen|mensch|person|mitarbeiter
        talk|speak|chat|connect|transfer|escalate|sprechen|reden ~ human|person|agent|representative|rep|manager|supervisor|someone|somebody|operator|staff|employee|colleague|mitarbeiter|mitarbeiterin|mensch*|person|kollegen
        put me through
        put|connect me ~ someone|somebody|human|person|agent|support
        get me ~ manager|supervisor|human|person|agent|someone
        escalate this|it|my|the
        call me back
        give me a call
        human|agent|representative|operator|real|live please|person|agent|human
        i need|want a human|person|agent
        einen|mit|zu|echten ~ menschen|mitarbeiter|mitarbeiterin|kollegen|vorgesetzten|berater ~ sprechen|reden|verbinden
        menschen|mitarbeiter|vorgesetzten sprechen
        rufen sie mich
        ruft mich
        bitte um rückruf
        is|are there ~ human|person|agent|people
        """);

    /// <summary>Alone these words ask for a person.</summary>
    public static readonly PhraseSet Person = new("human|agent|representative|operator|mitarbeiter|mensch|supervisor");

    public static readonly PhraseSet Greeting = new("""
        good day to you
        yo|heya|hallöchen|salut|ciao|hej|g'day
        moin moin
        grüezi|grüss mitenand|dich|sie
        how do you do
        how's your day
        nice to meet you
        hi|hello|hey|hallo|moin|servus|hiya|howdy|greetings|bonjour|hola there|all|team|everyone|everybody|zusammen|folks
        hi|hello|hey|hallo|moin|servus|hiya|howdy|greetings|bonjour|hola|dear
        good morning|afternoon|evening|day
        guten morgen|tag|abend
        morning|mahlzeit
        grüss gott
        grüezi
        how are you
        how's it going
        wie geht's|gehts
        wie geht es ihnen|dir
        """);

    public static readonly PhraseSet Thanks = new("""
        tysm|thankyou|thanks|obliged|grateful
        many|kind thanks|regards
        appreciated|appreciate
        lieben|tausend dank
        you|that saved ~ day|me|time
        thanks|thx|ty|tks|thank|danke|dankeschön|merci|gracias|cheers
        vielen|besten|herzlichen dank
        much appreciated
        appreciate it|that|your
        """);

    /// <summary>What stands around thanks without being anything else.</summary>
    public static readonly PhraseSet AroundThanks = new("""
        that|it|this|all worked|works|helped|helps|fixed|solved
        you're|youre|you've|you been ~ helpful|great|kind
        you|that|this are|is|was ~ helpful|great|perfect|kind|quick
        has|hat ~ geklappt
        hat|das ~ geholfen|geklappt
        works|klappt|funktioniert now|again|jetzt|wieder
        got it
        """);

    public static readonly PhraseSet Farewell = new("""
        cheerio|laters|ttyl|adios|adieu|ade|servus|tschö
        until|till next|then|later|tomorrow|monday
        speak|talk soon|later|tomorrow
        i'm|im off|out|leaving|done for
        catch|see you|ya later|around|soon|tomorrow|then
        bis dann|bald|später|morgen|montag|nächste|demnächst
        machen sie's|machs|mach's gut
        have a nice|good|great|lovely|pleasant|relaxing ~ day|evening|weekend|one|week|night|time
        nothing else|more for|thanks|today
        signing|logging off
        bye|goodbye|ciao|cu|cya|tschüss|tschüs|tschau|farewell
        see you|ya
        auf wiedersehen|wiederhören
        bis bald|morgen|dann|später|nächste
        have a nice|good|great|lovely
        good night
        gute nacht
        schönen|schönes|schöne tag|abend|feierabend|wochenende|woche
        talk to you later
        that's|thats all for
        take care
        """);

    public static readonly PhraseSet Complaint = new("""
        hung up
        was|were told|promised
        another|other|different carrier|provider|supplier|vendor|company
        two|three|four|five|six|several|many|ten|3|4|5|10 times
        how can ~ take
        how long ~ have to wait
        how hard can
        every|each ~ from|of you|yours
        had one job
        had to call|wait|explain|chase
        zum dritten|vierten|fünften|wiederholten mal
        was soll das
        seit tagen|wochen|monaten ~ antwort|reaktion|rückmeldung|nichts|warte|warten
        saftladen|lächerlich*|witz|inkompeten*|unfähig*|unzuverlässig*|schlampig*|skandal*|betrug
        lied|lying|liar|liars|dishonest|incompetence|clowns|idiots|rubbish|garbage|crap|farce|shambles|insult|insulting|insane|absurd|appalled|disgusted|furious|angry|annoyed|annoying|fuming|unprofessional|arrogant|sloppy
        no one|nobody|noone ~ picks|listens|bothers|knows|feels|told|informed
        makes|make no sense
        let ~ down
        how dare
        what a joke|mess|waste|shame|disgrace|disaster
        overcharged|overpriced|misled|ignored
        lost patience
        out of patience
        leave|cancel|close|terminate my|our ~ contract|account|subscription because
        false|empty promises|excuses
        worst|unacceptable|ridiculous|rediculous|useless|pathetic|outrageous|disgusting|scam|joke|rude|incompetent|appalling|shame|shameful|disgrace
        disappoint*|dissapoint*|unverschämt*|frechheit|unterirdisch*|enttäusch*|sauerei|inakzeptabel*|zumutung|sauer|wütend|katastroph*|unzufrieden|miserabel*|unmöglich
        thanks|thx|thank for nothing
        nobody|no ~ answers|answered|calls|called|replies|replied|helps|cares|responds
        keiner|niemand ~ hilft|antwortet|meldet|kümmert
        waiting for|since ~ hours|days|weeks|months|ever
        waited ~ hours|days|weeks|months
        ich warte seit
        warten|warte seit|schon
        tired|sick of
        fed up
        had enough
        expected better|more
        money back
        you|they promised
        charged|billed ~ twice
        waste of time|money
        third|fourth|fifth|tenth time
        not happy|satisfied
        never again|listen|fix|read|answer
        every single time
        again and again
        do you even
        wouldnt|not recommend
        reicht es
        cancel my contract
        this|it is a mess
        what kind of service
        terrible|horrible|awful|bad|poor|slow service|support|experience|job
        """);

    public static readonly PhraseSet Problem = new("""
        will|does|do|did|is|are|was|has not ~ close|boot|respond|register|recognise|recognize|sync|update|upload|download|save|charge|scan|send|receive|ring|balance|add|turn|move|come|react|export|import|arrived|received
        no longer
        nothing happens|works|prints|comes
        gar nichts mehr
        nichts|nicht mehr
        vanished|vanish|vanishes|disappeared|disappears|disappear|dies|died|dead|loop|loops|bug|buggy|glitch|malfunction*|outage|timeout|timeouts|timed|unreachable|inaccessible|expired|rejected|bounced|bounces|hangs|hung|reboots|restarts|beeps|overheating|overheated|torn|ripped|dented|cracked|scratched|leaky|spoilt|spoiled|soaked|smashed|shattered|stolen|misprinted|swapped|mixed
        falsche|falschen|falscher|falsches|falsch|falschem
        wrong
        cut off
        too|zu slow|hot|cold|loud|low|weak|dark|langsam|heiss|kalt|warm|laut
        keeps ~ crashing|failing|asking|freezing|dropping|disconnecting|rebooting
        logged|kicked|locked out
        access denied
        permission denied
        short|missing by|of
        keine|kein verbindung|zugriff|internet|netz|strom|ton|bild|empfang
        abgelaufen|verschwunden|ausgefallen|gestört|störung|zerbrochen|gerissen|zerrissen|nass|undicht|tropft|blockiert|klemmt|piept|flackert|hängengeblieben|verloren|abgebrochen|bricht|weg
        error|errors|fehler*|crash*|broken|kaputt*|defekt*|defective|damaged|beschädigt*|missing|fehlt|fehlen|lost|stuck|locked|gesperrt|frozen|freezes|freezing|leak|leaks|leaking|jam|jammed|disconnect*|unvollständig*|incomplete|unreadable
        papierstau|stau|paper jam
        red light|lamp
        fail|fails|failed|failing|failure|forgot|vergessen|abgestürzt|hängt|streikt|problem|problems|problem*|issue|issues|blank|unable|down|slow|langsam*|overheats|blinking|flickers|corrupt*|crooked|outage
        does|do|did|is|are|will|was not work|working|open|start|load|print|read|connect|arrive|respond|responding|loading|starting|available|fit|match|show|let
        doesnt|dont|didnt|isnt|arent|wont|wasnt work|working|open|start|load|print|read|connect|arrive|respond|responding|loading|starting|show|let|turn|send|accept|recognise|recognize|match|sync
        wont|cant|cannot|couldnt
        can not
        not working|loading|responding|starting|connecting|printing
        stopped|stops working|printing|responding
        keeps *
        stays black|blank|empty|red|off
        won't
        no signal|connection|sound|internet|network|power
        geht|funktioniert|klappt|startet|lädt|druckt|öffnet ~ nicht
        nicht ~ anmelden|öffnen|drucken|starten|einloggen|verbinden|speichern
        kann ~ nicht
        nur leere
        leere seiten
        stürzt ~ ab
        wrong|falsche|falscher|falsches|falsch address|papers|item|invoice|label|price|parcel|adresse|rechnung|ware
        is|are|was wrong|blocked|broken|dead|gone|late|empty
        """);

    public static readonly PhraseSet Feedback = new("""
        maybe|perhaps ~ put|add|use|make|show|move|could
        could|should be|have ~ faster|better|clearer|easier|bigger|smaller|simpler|shorter
        worth every|it|the
        can only praise
        my|some feedback|suggestion|impression
        it'd|it'd be nice|great
        why not add|make|show|use
        please|you could consider
        i'd|i would|we'd suggest|love ~ if|to see|an option
        don't|dont like the|this|your|how
        es wäre|fehlt ~ schön|gut|hilfreich|noch
        ich finde ~ gut|super|toll|schön|besser|übersichtlich|unübersichtlich|praktisch
        vielleicht könnte|könntet|sollte
        ideally
        improvement|verbesserungsvorschlag|wishlist
        would|wouldn't|wouldnt be nice|great|good|helpful|cool|useful
        suggestion|feedback|vorschlag|idea|anregung
        i ~ like|love|enjoy|prefer the|this|that|your|how|it
        i think|find the|this|your|that
        wäre|fände schön|gut|toll|super|hilfreich
        gefällt mir
        is|are|was|were ~ great|helpful|excellent|better|easier|perfect|nice|good|fantastic|brilliant|awesome|lovely|useful|faster|easy|amazing
        great|good|excellent|nice|gute|tolle job|work|service|feature|value|tool|arbeit
        should have|be able
        you should|could add
        ist|sind ~ super|toll|gut|besser|klasse|prima|perfekt
        i wish
        missing feature
        keep up
        """);

    /// <summary>Politeness that says neither what is asked nor wanted.</summary>
    public static readonly PhraseSet LeadIn = new("""
        please|pls|plz|kindly|just|so|well|ok|okay|also|and|but|um|bitte|also|und|sorry|now|then|quick|question|frage|kurze
        excuse me
        quick question
        """);

    /// <summary>A question that is wrapped in a request for an answer.</summary>
    public static readonly PhraseSet TellMe = new("""
        can|could|would|will you ~ tell|explain|say ~ me|us|whether|if
        can|could|would you ~ tell|explain|show
        do you ~ know
        i|we would like to know|ask
        i'd like to know|ask
        i want to know|ask
        i was|am wondering
        i'm wondering
        i wonder|wondered
        tell me
        let me know
        kannst|könntest du ~ sagen|erklären
        können|könnten sie ~ sagen|erklären
        wissen sie
        weisst du
        ich möchte|würde wissen|fragen
        ich würde gerne|gern wissen
        """);

    public static readonly PhraseSet Wish = new("""
        i'm|im after|looking
        i am after
        i|we wish|hope to
        may|might i|we
        any chance ~ you
        mind ~ sending|checking|changing|adding|giving|telling|forwarding
        would|do you mind
        can|could|would|will you
        could|can|may i|we ~ get|have|order|book|request
        i|we need|want|require
        i|we would like|love
        i'd|we'd like|love
        i am looking for
        i'm looking for
        kannst|könntest du
        können|könnten sie|wir|ihr
        ich|wir brauche|brauchen|benötige|benötigen|möchte|möchten|hätte|hätten|will
        ich würde
        is it possible to
        """);

    /// <summary>With what an order begins.</summary>
    public static readonly PhraseSet Order = new("""
        reopen|resend|redo|recheck|recalculate|reprint|refund|reply|respond|arrange|organise|organize|plan|pick|pack|ship|deliver|dispatch|return|exchange|route|load|unload|weigh|measure|label|scan|attach|include|exclude|highlight|mark|tag|group|split|merge|rank|format|clean|fill|complete|finish|verify|validate|review|proofread|edit|improve|simplify|rephrase|paraphrase|expand|outline|brainstorm|propose|recommend|estimate|quote|invoice|bill|charge|pay|transfer|order|buy|request|apply|subscribe|unsubscribe|log|record|save|store|backup|restore|connect|disconnect|configure|assign|delegate|notify|inform|alert|warn|ping|escort|collect|fetch|retrieve|pull|extract|draw|sketch|design|build|produce|issue|hold|release|suspend|pause|resume|postpone|reschedule|shift|swap|drop|keep|leave|mute|name|identify|enter|type|switch|free|clear|empty
        mach|machen|macht|trag|storniert|verschiebe|verschieben|verschieb|korrigiere|korrigieren|bestelle|bestellen|bestell|öffne|öffnen|schliesse|aktualisiere|leite|leiten|hol|holen|such|suche|suchen|finde|nenne|nennen|liste|listen|erkläre|erklären|erklär|beschreibe|fass|formuliere|berechne|rechne|füge|entferne|setze|stelle|stellen|richte|lade|sag|sagen|informiere|reserviere|reservieren|plane|planen
        send|give|list|book|change|cancel|add|remove|make|write|translate|summarise|summarize|explain|compare|create|update|remind|order|find|unlock|schedule|generate|calculate|convert|draft|close|move|forward|print|set|show|tell|check
        delete|download|upload|export|import|assign|prepare|describe|define|turn|reserve|extend|correct|fix|install|reset|approve|put|get|bring|open|search|look|rewrite|shorten|sort|filter|count|sum|track|stop|start|activate|deactivate|enable|disable|confirm|let|use|call|mail|email|provide|grant|register|block|archive|copy|replace|transfer|rename|share|sign|invite|restart
        ändern|ändere|schicken|schicke|schick|senden|sende|erstellen|erstelle|löschen|lösche|buchen|buche|zeigen|zeige|zeig|stornieren|storniere|übersetzen|übersetze|fassen|fasse|vergleichen|vergleiche|geben|gib|prüfen|prüfe|drucken|drucke|schreiben|schreibe|schreib|erinnere|erinnern|sperren|legen|lege|trage|tragen
        """);

    public static readonly PhraseSet QuestionStart = new("""
        how|what|where|when|which|who|whose|whom|why|whether|what's|whats|where's|wheres|who's|whos|how's|when's|is|are|am|do|does|did|can|could|will|would|should|shall|may|has|have|had|was|were|isnt|arent
        wie|was|wo|wann|warum|wieso|weshalb|welche*|wer|wem|wen|wohin|woher|wieviel|ist|sind|kann|können|darf|dürfen|hat|habt|haben|gibt|muss|müssen|soll|sollte|wird|werden|kommt|war
        any news|update|idea|chance
        steps to|for
        """);

    public static readonly PhraseSet SmallTalk = new("""
        do you ever|sleep|dream|eat|feel|like|love|have
        tell me about yourself
        what are you
        can you ~ feel|think|dream|love
        what can you do
        how's the weather
        was kannst du
        schläfst|träumst|magst du
        are you ~ bot|human|robot|ai|machine|real|person
        who made|built|created|trained|are you
        your|dein|ihr name
        how are you
        how old are you
        tell ~ joke
        bist du ~ bot|mensch|roboter
        sind sie ~ bot|mensch|roboter
        wie heisst du
        wer bist du
        """);

    public static readonly PhraseSet Comparison = new("""
        advantage|advantages|disadvantage|disadvantages|benefit|benefits|vorteil|vorteile|nachteile ~ over|of|gegenüber
        apart from
        side by side
        instead of
        which ~ best|cheapest|fastest
        which|what ~ lighter|heavier|stronger|newer|older|longer|shorter|bigger|smaller|fewer
        same as
        distinguish|distinguishes|distinction|contrast|similar|similarities|opposed
        gegenüberstellung|gegenüberstellen|gegenüber
        besser|lieber|eher ~ oder
        better|rather ~ or
        difference|differences|unterschied|unterschiede ~ between|zwischen
        differ|differs|compare|compared|comparison|vs|versus|vergleich*|unterschied*|unterscheid*
        pros and cons
        vor- und nachteile
        vor und nachteile
        better|faster|cheaper|safer|slower|bigger|smaller|heavier|quicker|easier|longer|more|less ~ than
        besser|schneller|billiger|günstiger|teurer|sicherer ~ als
        which|what is|one|are ~ better|cheaper|faster|safer|quicker|easier
        was|welche* ist ~ besser|schneller|günstiger|billiger
        """);

    public static readonly PhraseSet Opinion = new("""
        make|makes ~ sense
        your take|view|opinion|thoughts|advice|recommendation|favourite|favorite
        thoughts on
        wise|advisable|sensible|ratsam|sinnvoll|overkill
        better off
        am i right
        gute idee
        was würdest|würden du|sie
        which ~ would|should|prefer
        how good|reliable
        are you happy
        recommend|recommendation|recommendations|suggest|advise|advice|opinion|empfehlen|empfiehlst|empfehlung|meinung|rätst|raten
        should i|we
        do|would you think|say|prefer|choose|pick
        worth
        soll|sollte|sollten ich|wir
        lohnt es|sich
        was hältst|halten
        good idea
        """);

    public static readonly PhraseSet Status = new("""
        go|gone|went through
        at the moment
        is|are|was|ist|sind|wurde|hat|haben ~ schon|bereits|inzwischen
        schon|bereits bezahlt|versandt|bearbeitet|erledigt|eingegangen|freigegeben|bestätigt|geliefert
        how far along
        how is|are|does ~ coming|going|progressing|look|looking
        is|are|was|has|have ~ still
        is|are|has|have ~ on its|their way
        did ~ arrive|get|receive|ship|leave|pick|sign|reach|already|yet
        still ~ waiting|pending|open
        any sign|word|progress
        progress|fortschritt|tracking|lieferstatus|bearbeitungsstand
        where|wo is|are|ist|sind|steht|stehen ~ now|currently|gerade|jetzt|lkw|truck|parcel|shipment|paket|sendung|delivery|lieferung
        how much longer
        wann ~ geliefert|fertig|ankommen|eintreffen|repariert
        what happened|became to|of|with
        status|eta|stand
        where|wheres|where's is|are|my|our ~ my|our
        where|wheres|where's my|our
        when will|does|is ~ my|our|arrive|ready|delivered|shipped|back
        has|have|did|is|are|was|were ~ been|already|yet|arrived|shipped|processed|approved|finished|delivered|done|ready
        any news|update|updates|progress
        is|are ~ down|up|available|online|offline|ready|closed|open right|now|again|today|currently
        how far
        wo bleibt|bleiben
        wo ist|sind mein*|unser*
        wann kommt|kommen|wird|ist ~ mein*|unser*|fertig|geliefert
        ist|sind|hat|wurde|wurden ~ schon|bereits|unterwegs|fertig|angekommen|da
        schon|bereits unterwegs|fertig|da|angekommen|verschickt|gebucht
        """);

    public static readonly PhraseSet HowTo = new("""
        what ~ have|need to do|click|enter|press|select|set|attach|fill|change|type
        where do|can|would i|we|you ~ change|enter|set|upload|switch|add|turn|edit|register|cancel
        how would|could|might one|you|i|we
        what's|what is|are ~ procedure|process|steps|way|best way
        walk|guide me|us
        instructions|tutorial|guide|anleitung ~ for|to|on|für|zum
        step by step
        schritt für schritt
        wie bekomme|krieg|kriege|schalte|trage|verbinde|drucke|lade|buche|storniere|beantrage|teile|sende|benutze|nutze|bediene|importiere|aktiviere|deaktiviere|öffne|scanne|wechsle|wechsele|konfiguriere|installiere
        was muss|soll ich|man tun|machen|eingeben|klicken
        how do|can|could|should|would|to|must|may ~ i|we|you|one
        how to
        how does|do|did ~ work|function
        how ~ works|work
        steps to|for
        way to
        what ~ do to
        show me how
        wie kann|können|muss|soll|geht|stelle|setze|lege|mache|ändere|melde|erstelle|finde|bekomme|füge|lösche|richte|komme|exportiere|funktioniert
        wie * ich|man|wir
        """);

    public static readonly PhraseSet Amount = new("how|wie long|much|many|often|far|big|heavy|late|old|lange|viel|viele|oft|hoch|schwer|gross");

    public static readonly PhraseSet Trouble = new("""
        cause|causes|causing|caused|reason|wrong|happening|ursache|grund|woran|liegt
        weg|los
        stop|prevent|avoid|get rid of
        what could|might be
        rid of
        why|warum|wieso|weshalb
        fix|solve|repair|troubleshoot|beheben|reparieren|lösen
        what|was ~ wrong|when|if|wenn|tun|machen
        what can|should|do i|we do
        """);

    public static readonly PhraseSet Meaning = new("""
        what|was does|is|bedeutet|heisst
        mean|means|meaning
        """);
}
