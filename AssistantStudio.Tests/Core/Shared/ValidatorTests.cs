using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Shared;

public sealed class ValidatorTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \u00A0 ")]
    [InlineData("\u200B\u200B")]
    [InlineData("\u2060\uFEFF\u0301")]
    [InlineData("abc \u202Edef")]
    [InlineData("\u202Aabc\u202C")]
    [InlineData("a\nb")]
    public void Text_InvisibleOrTurned_IsRefused(string text)
    {
        var errors = new Validator();

        errors.Text(text, "name", "a name", 100);

        Assert.Throws<ValidationException>(errors.ThrowIfAny);
    }

    [Theory]
    [InlineData("شركة النقل")]
    [InlineData("חברה 7")]
    [InlineData("👩‍🚀")]
    [InlineData("นิธิ")]
    [InlineData("O'Neil <b>")]
    public void Text_AnyScript_IsKept(string text)
    {
        var errors = new Validator();

        Assert.Equal(text, errors.Text(text, "name", "a name", 100));
        errors.ThrowIfAny();
    }
}
