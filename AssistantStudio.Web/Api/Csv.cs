using System.Text;

namespace AssistantStudio.Web.Api;

/// <summary>Tables for spreadsheets.</summary>
internal static class Csv
{
    /// <summary>With a mark at the beginning that tells spreadsheets the encoding.</summary>
    public static StreamWriter Open(Stream target) => new(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);

    public static string Line(params string?[] cells) => string.Join(',', cells.Select(Cell));

    /// <summary>Quoted, and a text that a spreadsheet would run as a formula is made plain.</summary>
    private static string Cell(string? text)
    {
        var plain = text ?? "";
        if (plain is ['=' or '+' or '-' or '@' or '\t' or '\r', ..])
        {
            plain = "'" + plain;
        }

        return $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
