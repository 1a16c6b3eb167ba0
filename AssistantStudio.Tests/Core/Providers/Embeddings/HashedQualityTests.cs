using System.Numerics.Tensors;
using AssistantStudio.Core.Providers;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.Embeddings;

/// <summary>A small labelled set: questions as customers ask them, and the passage that answers each.</summary>
public sealed class HashedQualityTests
{
    private static readonly (string Question, string Passage)[] s_pairs =
    [
        ("How do I get a refund for a damaged item?", "Damaged items are refunded within 14 days after we have received the photo of the damage."),
        ("Can I change the delivery address of my order?", "The delivery address of an order can be changed until the parcel leaves our warehouse."),
        ("Where do I find my invoice?", "Invoices are listed under Account, Billing; each invoice can be downloaded as a PDF."),
        ("my pasword does not work anymore", "If your password no longer works, use Forgot password on the sign-in page to set a new one."),
        ("What does express shipping cost?", "Express shipping costs 12.90 and arrives on the next working day."),
        ("How can I cancel my subscription?", "A subscription is cancelled in the settings and runs until the end of the paid month."),
        ("Do you ship to Switzerland?", "We ship to all countries of the European Union, to Norway and to Switzerland."),
        ("the tracking number is not recognised", "A tracking number is recognised by the carrier about two hours after the parcel was scanned."),
        ("How long is the warranty on batteries?", "Batteries have a warranty of one year, all other parts of two years."),
        ("Which payment methods do you accept?", "Accepted payment methods are card, bank transfer, PayPal and invoice for companies."),
        ("Is my personal data shared with third parties?", "Personal data is never sold; third parties receive only what the carrier needs."),
        ("How do I pair the headphones with my phone?", "To pair the headphones, hold the power key until the light blinks blue and choose them on the phone."),
        ("The washing machine leaks water", "If water leaks from the washing machine, close the tap and check the seal of the door."),
        ("Wie kann ich meine Rechnungsadresse ändern?", "Die Rechnungsadresse ändern Sie im Kundenkonto unter Adressen."),
        ("Wo ist mein Paket?", "Den Ort Ihres Pakets zeigt die Sendungsverfolgung; Pakete kommen werktags."),
        ("Comment retourner un article ?", "Pour retourner un article, imprimez l’étiquette de retour depuis votre compte."),
    ];

    [Fact]
    public async Task Generate_QuestionsAndPassages_FindTheRightPassageFirst()
    {
        using var generator = new HashedEmbeddingGenerator();
        var questions = await generator.GenerateAsync(s_pairs.Select(p => p.Question), cancellationToken: TestContext.Current.CancellationToken);
        var passages = await generator.GenerateAsync(s_pairs.Select(p => p.Passage), cancellationToken: TestContext.Current.CancellationToken);

        var first = 0;
        double related = 0, unrelated = 0;
        var inFirstThree = 0;
        for (var i = 0; i < s_pairs.Length; i++)
        {
            var scores = passages.Select(p => TensorPrimitives.Dot(p.Vector.Span, questions[i].Vector.Span)).ToArray();
            var rank = scores.Count(s => s > scores[i]);
            first += rank == 0 ? 1 : 0;
            inFirstThree += rank < 3 ? 1 : 0;
            related += scores[i] / s_pairs.Length;
            unrelated += (scores.Sum() - scores[i]) / (s_pairs.Length * (s_pairs.Length - 1));
        }

        TestContext.Current.SendDiagnosticMessage($"first {first}, in the first three {inFirstThree} of {s_pairs.Length}; related {related:0.00}, unrelated {unrelated:0.00}");
        Assert.True(first >= 14, $"{first} of {s_pairs.Length} first");
        Assert.True(inFirstThree == s_pairs.Length, $"{inFirstThree} of {s_pairs.Length} in the first three");
        Assert.True(related > unrelated + 0.2, $"related {related:0.00}, unrelated {unrelated:0.00}");
    }
}
