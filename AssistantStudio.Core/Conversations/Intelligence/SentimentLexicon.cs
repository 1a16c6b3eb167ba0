using System.Collections.Frozen;
using System.Globalization;

namespace AssistantStudio.Core.Conversations;

/// <summary>What words weigh, from -3 to 3, in English and German; a star stands for any end of a word.</summary>
internal static class SentimentLexicon
{
    private const string Weights = """
        3 excellent perfect perfectly awesome amazing fantastic brilliant outstanding flawless flawlessly love loved loves wonderful superb lovely thrilled delighted lifesaver terrific
        3 perfekt ausgezeichnet hervorragend fantastisch genial grossartig spitze wunderbar begeistert exzellent klasse tadellos einwandfrei
        2 great good thanks thank thx ty thankful grateful appreciate appreciated appreciates helpful helped happy glad pleased impressed nice excellently enjoy enjoyed enjoying reliable friendly smooth smoothly kudos cheers
        2 super danke dankeschön vielen toll gut gute guter gutes prima bestens zufrieden freundlich schön hilfreich dankbar freut gefällt top merci gracias grazie bravo hurra
        2 grate smart relief relieved satisfied charm yay hooray recommend solved fixed resolved liked likes beautiful polite courteous delight gelöst behoben erledigt
        1 better best easy easier easily fast faster quick quickly works worked succeeded success successfully cleared fine helps like pleasant clean clear useful comfortable improved improvement finally early safe well
        1 schnell schnelle schneller günstig einfach besser beste klappt geklappt funktioniert pünktlich praktisch endlich angenehm übersichtlich empfehlen hilft
        -3 worst terrible horrible awful unacceptable useless hate hates hated disgusting pathetic outrageous nightmare catastrophe catastrophic disaster disastrous furious unusable scam ridiculous rediculous worthless appalling abysmal
        -3 katastroph* unterirdisch* unverschämt* frechheit furchtbar* schrecklich* grauenhaft* inakzeptabel* mist scheiss* unbrauchbar* wütend miserabel* zumutung sauerei
        -2 bad worse poor poorly angry annoy* upset unhappy disappoint* dissapoint* disapoint* frustrat* rude unfriendly unreliable desperate tired sad sadly unfortunately broken crash* fails failed failing failure fail sucks wrong
        -2 leider schlecht* sauer enttäusch* nervt nervig* ärger* unzufrieden kaputt* defekt* beschädigt* fehlt unfreundlich* streikt mies* verärgert peinlich ratlos verzweifelt schlimm* unmöglich
        -2 mess hurts painful ignored ignores damaged lost stupid nonsense joke shame regret complain* complaint confusing confused stuck horror crap damn wtf ugh meh annoyance refuse* mangled ruined destroyed smashed hopeless
        -1 break breaks breaking down slow slowly slower late delay delayed delays missing error errors problem problems issue issues blocked black blank freez* frozen crooked disconnect* expensive incomplete unable trouble leak* noisy dirty gone losing forgets afraid hard difficult waste nobody sorry unclear
        -1 falsch* fehler problem* teuer langsam* verspätet* spät verloren keiner niemand abgestürzt stürzt vergess* unvollständig* schwierig umständlich gesperrt hängt warte kompliziert
        """;

    private const string MoreWeights = """
        3 stellar phenomenal magnificent marvellous marvelous spectacular exceptional impeccable faultless adore blessing godsend legend heavenly unbeatable priceless splendid sensational incredible
        2 rock rocks praise praised impressive impressively reassuring effortless effortlessly seamless seamlessly intuitive convenient elegant neat handy responsive attentive competent professional patient trustworthy dependable generous gracious respect chapeau
        2 congratulations congrats bravo sweet stoked pleasant pleasantly pleasure hero heroes genius gem winner win worthwhile rewarding encouraging refreshing phew welcome wow spotless painless accurate precise kindness gladly kudos thumbs
        2 gelungen begeistert lob loben dankenswert souverän vorbildlich kompetent sympathisch herzlich erfreut freue freuen erleichtert glücklich genial stark sauber liebe lieben hammer mega geil cool nett nette netter wertvoll traumhaft zuverlässig sorgfältig reibungslos flott
        1 worth proud calm fun funny cool sturdy robust stable crisp tidy thorough fair honest fresh bright decent solid straightforward quieter lighter benefit benefits improved improves improving upgrade gain
        1 problemlos unkompliziert angenehme verständlich schick hübsch solide fair robust stabil tolle tollen toller tolles gute guten erfreulich lohnt gelohnt erfolgreich rechtzeitig freundliche freundlicher freundlichen
        -3 abomination atrocious dreadful hideous shambles fiasco debacle farce insult insulting fraud crooks liar liars lie lied lies criminal hopelessly intolerable inexcusable garbage rubbish trash nightmarish shameful disgrace disgraceful hell joke clowns idiots idiot moronic incompetent incompetence
        -2 awkward careless sloppy clumsy clunky unhelpful unprofessional impolite arrogant dismissive hostile dishonest unfair unjust unreasonable unsafe unstable buggy glitchy laggy inconsistent inaccurate misleading unacceptably overpriced costly wasted wasting wasteful
        -2 backwards setback vanished vanish disappeared disappears spoilt spoiled rotten ripped torn cracked scratched dented bent leaking wet soaked stolen stuck trapped stranded abandoned neglected forgotten insecure worried worry worries worrying concerned concerning nervous anxious stress stressed stressful exhausting exhausted overwhelmed helpless
        -2 annoyed irritated irritating irritates infuriating infuriated livid fuming mad resent bitter displeased dissatisfied dissatisfaction unsatisfied unsatisfactory discouraged miserable depressing distressing unpleasant unwelcome embarrassing embarrassed ashamed sick fed suffering suffer suffers
        -2 bug bugs dead dies died kills killed chaos chaotic catastrophic dismal inferior mediocre subpar lousy ripoff crashes crashing malfunction malfunctioning malfunctions nonsensical absurd bizarre insane insanity crazy ludicrous laughable
        -2 rückschritt* chaos* chaotisch* saftladen* schlampig* unfähig* inkompeten* unzuverlässig* unverständlich* unfassbar* unerträglich* lächerlich* traurig* hilflos* genervt* frust* wahnsinn* skandal* betrug* betrogen* lüge* gelogen* witz* desaster* ruiniert* zerrissen* zerbrochen* zerkratzt* verschwunden* kaputtes* schrott* dreck* blöd* doof* dumm* grottig* lahm*
        -1 mistake mistakes incorrect incorrectly inconvenient inconvenience complicated cumbersome tedious repetitive sluggish loop loops outdated obsolete cluttered crowded vague unresponsive unanswered unresolved unsolved overdue postponed rejected denied declined reluctant doubt doubts doubtful
        -1 cannot weird strange odd unexpected unexpectedly lag lags lagging timeout timeouts hassle burden messy faulty defective flawed flaw flaws drawback lacking lacks lack shortage conflict conflicts interrupted interruption interruptions outage outages stopped cut freezing
        -1 verzöger* störung* ausfall* ausgefallen* vergeblich* unklar* veraltet* mangel* mangelhaft* unbequem* stau umsonst ungenau* unpassend* ungünstig* ständig* dauernd* zweifel* bedauer* schade weg abgebrochen* bricht
        """;

    private const string Faces = """
        2 😊 😀 😃 😄 😁 🙂 😍 🥰 🤩 👍 👏 🙏 🎉 💯 ❤ 💚 💙 ✨ 😎 🥳 🙌 👌 😌 :)
        -2 😡 😠 🤬 😞 😢 😭 👎 😤 🙁 ☹ 😩 😫 😒 🙄 💔 😕 😣 🤦 🤯 😖 :(
        """;

    private static readonly FrozenDictionary<string, int> s_words = Entries().Where(e => !e.Word.EndsWith('*')).ToFrozenDictionary(e => e.Word, e => e.Weight, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> s_beginnings = Entries().Where(e => e.Word.EndsWith('*')).ToFrozenDictionary(e => e.Word[..^1], e => e.Weight, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> s_beginningParts = s_beginnings.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly int s_shortestBeginning = s_beginnings.Keys.Min(k => k.Length);

    public static int WeightOf(string word)
    {
        if (s_words.TryGetValue(word, out var weight))
        {
            return weight;
        }

        for (var length = word.Length; length >= s_shortestBeginning; length--)
        {
            if (s_beginningParts.TryGetValue(word.AsSpan(0, length), out weight))
            {
                return weight;
            }
        }

        return 0;
    }

    private static IEnumerable<(string Word, int Weight)> Entries() =>
        from line in $"{Weights}\n{MoreWeights}\n{Faces}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let parts = line.Split(' ')
        from word in parts.Skip(1).Distinct()
        group int.Parse(parts[0], CultureInfo.InvariantCulture) by word into weights
        select (weights.Key, weights.First());
}
