using System.Globalization;
using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction;

public sealed class SourceFormatTests
{
    [Fact]
    public async Task Read_Python_IsDividedAtDeclarations()
    {
        var import = "import os\nimport sys";
        var first = Function("first");
        var second = "# Says it twice.\n@cached\n" + Function("second");
        var document = await Reading.TextAsync("src/tool.py", $"{import}\n\n\n{first}\n\n\n{second}\n");

        Assert.Equal("tool.py", document.Title);
        Assert.Equal("python", document.Labels["language"]);
        Assert.Equal([$"Code: ```python\n{import}\n\n\n{first}\n```", $"Code: ```python\n{second}\n```"], Reading.Lines(document));
    }

    [Fact]
    public async Task Read_LongClass_IsDividedAtItsMembers()
    {
        var members = Enumerable.Range(0, 8).Select(i =>
            $"    public void Do{i}()\n    {{\n{string.Concat(Enumerable.Range(0, 8).Select(l => $"        Call({l});\n"))}\n        // and\n        End();\n    }}");
        var document = await Reading.TextAsync("Worker.cs", $"namespace A;\n\npublic class Worker\n{{\n{string.Join("\n\n", members)}\n}}\n");

        Assert.Equal(8, document.Blocks.Count);
        Assert.All(document.Blocks.Skip(1), b => Assert.StartsWith("```csharp\n    public void Do", b.Text, StringComparison.Ordinal));
        Assert.EndsWith("    }\n}\n```", document.Blocks[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Dockerfile", "dockerfile")]
    [InlineData("settings.YAML", "yaml")]
    [InlineData("CMakeLists.txt", "cmake")]
    public async Task Read_Language_IsToldByTheName(string name, string language) =>
        Assert.Equal([$"Code: ```{language}\na: b\n```"], Reading.Lines(await Reading.TextAsync(name, "a: b\n")));

    [Fact]
    public async Task Read_AnyCode_LosesNoLine()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var lines = Enumerable.Range(0, 300).Select(i => random.Next(5) == 0 ? "" : new string(' ', random.Next(4) * 4) + i.ToString(CultureInfo.InvariantCulture)).ToList();
            var document = await Reading.TextAsync("a.go", string.Join('\n', lines));

            var found = document.Blocks.SelectMany(b => b.Text.Split('\n')[1..^1]).Where(l => l.Length > 0);
            Assert.Equal(lines.Where(l => l.Length > 0), found);
        }
    }

    private static string Function(string name) => $"def {name}():\n" + string.Join('\n', Enumerable.Range(0, 9).Select(i => $"    call({i})"));
}
