namespace AssistantStudio.Web.Components.Controls;

/// <summary>What an input needs so that label, help and error belong to it.</summary>
public sealed record FieldInput(string Id, string? DescribedBy, bool IsInvalid, bool IsRequired)
{
    /// <summary>
    /// With @attributes on a plain input, RadzenTextBox, RadzenTextArea, RadzenPassword or RadzenDropDown;
    /// as InputAttributes on RadzenNumeric and RadzenDatePicker, whose outermost element is not the input.
    /// </summary>
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
