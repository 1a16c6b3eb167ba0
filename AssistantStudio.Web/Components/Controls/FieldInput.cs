namespace AssistantStudio.Web.Components.Controls;

/// <summary>What an input needs so that label, help and error belong to it.</summary>
public sealed record FieldInput(string Id, string? DescribedBy, bool IsInvalid, bool IsRequired)
{
    /// <summary>Splat it on a Radzen input or a plain one.</summary>
    public Dictionary<string, object> Attributes
    {
        get
        {
            var attributes = new Dictionary<string, object> { ["id"] = Id, ["aria-labelledby"] = Id + "-label" };
            if (DescribedBy is not null)
            {
                attributes["aria-describedby"] = DescribedBy;
            }

            if (IsInvalid)
            {
                attributes["aria-invalid"] = "true";
            }

            if (IsRequired)
            {
                attributes["aria-required"] = "true";
            }

            return attributes;
        }
    }
}
