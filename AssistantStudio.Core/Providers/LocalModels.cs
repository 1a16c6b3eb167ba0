using System.Collections.Concurrent;
using AssistantStudio.Core.Data;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>The embedding models that lie in the data folder. Each is loaded once, when it is first used, and stays in memory.</summary>
public sealed class LocalModels(DataFolder folder) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<LocalEmbeddingGenerator>> _open = new(StringComparer.Ordinal);
    private readonly Lazy<HashedEmbeddingGenerator> _builtIn = new(() => new());

    public string Folder => folder.Models;

    public IReadOnlyList<string> Names() => !Directory.Exists(folder.Models) ? []
        : [.. Directory.EnumerateDirectories(folder.Models).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public IEmbeddingGenerator<string, Embedding<float>> BuiltIn() => new Shared(_builtIn.Value);

    /// <param name="name">Of a folder in the models folder; nothing that leads out of it.</param>
    public IEmbeddingGenerator<string, Embedding<float>> Open(string name)
    {
        if (!Names().Contains(name, StringComparer.Ordinal))
        {
            throw new ModelCallException(ProviderFault.UnknownModel, $"There is no model “{name}” in the models folder of the data folder.");
        }

        var model = _open.GetOrAdd(name, n => new(() => ModelFolder.Read(Path.Combine(folder.Models, n)).Open()));
        try
        {
            return new Shared(model.Value);
        }
        catch (Core.Shared.ValidationException e)
        {
            _open.TryRemove(new(name, model)); // The next try reads what was mended.
            throw new ModelCallException(ProviderFault.BadRequest, e.Message, e);
        }
    }

    public void Dispose()
    {
        foreach (var model in _open.Values.Where(m => m.IsValueCreated))
        {
            model.Value.Dispose();
        }

        if (_builtIn.IsValueCreated)
        {
            _builtIn.Value.Dispose();
        }
    }

    /// <summary>Whoever uses it disposes what they got; the model stays for the next.</summary>
    private sealed class Shared(IEmbeddingGenerator<string, Embedding<float>> model) : DelegatingEmbeddingGenerator<string, Embedding<float>>(model)
    {
        protected override void Dispose(bool disposing)
        {
        }
    }
}
