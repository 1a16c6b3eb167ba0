using System.Runtime.CompilerServices;
using System.Runtime.Loader;
namespace AssistantStudio.Tests.Support;
/// <summary>bUnit 2.x asks for AngleSharp.Diffing 1.0.0.0; only 0.17.0 is held.</summary>
static class BunitBootstrap
{
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Init() => AssemblyLoadContext.Default.Resolving += (c, n) =>
        n.Name == "AngleSharp.Diffing" ? c.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, n.Name + ".dll")) : null;
}
