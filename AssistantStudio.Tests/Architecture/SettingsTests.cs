using AssistantStudio.Core.Data;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace AssistantStudio.Tests.Architecture;

/// <summary>appsettings.json names every option, with its default, and nothing that nobody reads.</summary>
public sealed class SettingsTests
{
    private static readonly IConfigurationRoot s_settings =
        new ConfigurationBuilder().AddJsonFile(Path.Combine(Source.Root, "appsettings.json")).Build();

    [Fact]
    public async Task Settings_AsShipped_AreValid()
    {
        await using var host = await StudioHost.CreateAsync(setUp: false);

        host.Services.GetRequiredService<IStartupValidator>().Validate();
    }

    [Fact]
    public void Settings_EveryKeyOfTheFile_IsAnOption()
    {
        var known = OptionTypes().SelectMany(t => t.GetProperties().Select(p => $"{SectionOf(t)}:{p.Name}"))
            .Append(StudioConfiguration.DataDirectoryKey).ToHashSet(StringComparer.OrdinalIgnoreCase);

        var unknown = s_settings.GetSection("AssistantStudio").AsEnumerable()
            .Where(s => s.Value is not null && !known.Contains(s.Key)).Select(s => s.Key);

        Assert.Empty(unknown);
    }

    [Fact]
    public void Settings_EveryOption_IsInTheFileWithItsDefault()
    {
        var wrong =
            from type in OptionTypes()
            let bound = Bind(type)
            let fresh = Activator.CreateInstance(type)!
            from property in type.GetProperties().Where(p => p.CanWrite)
            let section = s_settings.GetSection($"{SectionOf(type)}:{property.Name}")
            let missing = section.Value is null && !section.Exists() && property.PropertyType != typeof(string[])
            let here = Text(property.GetValue(bound))
            let there = Text(property.GetValue(fresh))
            where missing || here != there
            select $"{SectionOf(type)}:{property.Name} {(missing ? "is missing" : $"is \"{here}\", its default is \"{there}\"")}";

        Assert.True(OptionTypes().Count() >= 6, "The option types were not found.");
        Assert.Empty(wrong);
    }

    private static IEnumerable<Type> OptionTypes() =>
        new[] { typeof(DatabaseOptions).Assembly, typeof(WebOptions).Assembly }.SelectMany(a => a.GetTypes())
            .Where(t => t.GetField("Section")?.GetRawConstantValue() is string s && s.StartsWith("AssistantStudio:", StringComparison.Ordinal));

    private static string SectionOf(Type options) => (string)options.GetField("Section")!.GetRawConstantValue()!;

    private static object Bind(Type type)
    {
        var options = Activator.CreateInstance(type)!;
        s_settings.GetSection(SectionOf(type)).Bind(options);
        return options;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string s => s,
        System.Collections.IEnumerable list => string.Join(",", list.Cast<object>()),
        _ => value.ToString()!,
    };
}
