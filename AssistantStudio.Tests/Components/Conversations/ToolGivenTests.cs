using AssistantStudio.Web.Components.Conversations;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Conversations;

public sealed class ToolGivenTests : BunitContext
{
    [Theory]
    [InlineData("text", "Text")]
    [InlineData("order_number", "Order number")]
    [InlineData("orderNumber", "Order number")]
    [InlineData("customerID", "Customer ID")]
    [InlineData("_", "_")]
    [InlineData("<b>", "<b>")]
    public void Name_IsWordsForPeople(string name, string expected)
    {
        var given = Render<ToolGiven>(p => p.Add(x => x.Arguments, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { [name] = "TW-1" })).Add(x => x.Label, "With"));

        Assert.Equal((expected, name, "TW-1"), (given.Find("dt").TextContent, given.Find("dt").GetAttribute("title"), given.Find("dd").TextContent));
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("{\"a\":")]
    [InlineData("")]
    public void Arguments_ThatAreNoNames_AreShownAsTheyCame(string arguments)
    {
        var given = Render<ToolGiven>(p => p.Add(x => x.Arguments, arguments).Add(x => x.Label, "With"));

        Assert.Equal(arguments, given.Find("pre").TextContent);
    }
}
