using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

internal static class RecordContent
{
    /// <summary>
    /// The hash is of the text that came of a record: who watches an issue, how often it was seen and where it stands on a
    /// board changes the record, and nothing that anybody asks about.
    /// </summary>
    public static ItemContent Of(ExtractedDocument document, long bytes)
    {
        var text = new StringBuilder(document.Title).Append('\n').Append(StoredJson.Write(document.Labels));
        foreach (var block in document.Blocks)
        {
            text.Append('\n').Append((int)block.Kind).Append(' ').Append(block.Level).Append(' ').Append(block.Text);
        }

        return new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))), bytes, _ => Task.FromResult(document));
    }
}
