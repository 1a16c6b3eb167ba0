using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>A provider that takes the place of another. It seldom has the same models.</summary>
public sealed class Successor(Guid id, string name, ProviderKindInfo kind, IReadOnlyList<string> models, ModelCatalogue catalogue)
{
    public Guid Id => id;

    /// <summary>The same model where it has it, else its own first one.</summary>
    /// <exception cref="ValidationException">It has neither.</exception>
    public string ModelFor(string model) => Has(model) ? model
        : models.Count > 0 ? models[0]
        : throw new ValidationException("replaceBy", $"{name} has no {model}, and does not say which of its models takes over. Enter one there first.");

    /// <summary>For vectors, which no other model goes on with.</summary>
    /// <exception cref="ValidationException">It does not have it.</exception>
    public string SameModel(string model) => Has(model) ? model
        : throw new ValidationException("replaceBy", $"{name} has no {model}, and vectors of another model do not fit. Choose another embedding model first.");

    /// <summary>For a release, which asks for this very model or for none. Empty: for whichever is the provider's first.</summary>
    /// <exception cref="ValidationException">It does not have it.</exception>
    public void ReleasedModel(string model, string asking)
    {
        if (model.Length > 0 ? !Has(model) : models.Count == 0)
        {
            throw new ValidationException("replaceBy", $"{name} does not have the model that {asking} asks for{(model.Length > 0 ? $" ({model})" : null)}. Deploy a version that asks for another first.");
        }
    }

    /// <summary>Where nothing is entered, what its vendor has; a server that may have any model is believed.</summary>
    private bool Has(string model) => models.Count > 0 ? models.Contains(model)
        : ModelVendors.Of(kind.Kind) is null || (catalogue.Find(model, kind.Kind) is { } known && ModelVendors.Has(kind.Kind, known));
}
