using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The connection that a source is read through.</summary>
public static class SourceConnection
{
    /// <summary>Null: it needs none.</summary>
    public static ProviderKind? KindFor(SourceKind kind) => kind switch
    {
        SourceKind.Jira => ProviderKind.Jira,
        SourceKind.GitHub => ProviderKind.GitHub,
        _ => null,
    };

    internal static void Check(KnowledgeSource source, SourceInput input, DataConnection? connection, Validator errors)
    {
        if (KindFor(source.Kind) is not { } kind)
        {
            return;
        }

        var title = ProviderKinds.Of(kind).Title;
        errors.Check(input.ProviderId is not null, "providerId", $"Choose the connection to {title}. Connections are added under AI configuration, Providers.")
            .Check(input.ProviderId is null || connection is not null, "providerId", "There is no such connection.")
            .Check(connection is null || connection.Kind == kind, "providerId", $"{connection?.Name} is no connection to {title}.")
            .Check(connection is null || connection.IsActive || connection.Id == source.ProviderId, "providerId", $"{connection?.Name} is switched off.");
    }
}
