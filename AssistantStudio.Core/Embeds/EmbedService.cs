using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Embeds;

/// <summary>Which sites may show an assistant, how it looks there, and how much it answers. Whoever may deploy to an environment decides that for it.</summary>
public sealed class EmbedService
{
    public const string Topic = "embeds";

    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly EnvironmentRules _rules;
    private readonly LiveDeployments _deployments;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;

    internal EmbedService(Access access, StudioDb db, EnvironmentRules rules, LiveDeployments deployments, ChangeFeed feed, TimeProvider clock) =>
        (_access, _db, _rules, _deployments, _feed, _clock) = (access, db, rules, deployments, feed, clock);

    public async Task<EmbedSettings> GetAsync(Guid assistantId, StudioEnvironment environment, CancellationToken ct)
    {
        _access.Require(Permission.DeploymentsView, environment);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false);
            var embed = await FindAsync(context.Set<Embed>().AsNoTracking(), assistantId, environment, ct).ConfigureAwait(false);
            return await ViewAsync(context, embed ?? Fresh(assistantId, environment), embed is not null, ct).ConfigureAwait(false);
        }
    }

    /// <summary>The first save makes the public key.</summary>
    public async Task<EmbedSettings> SetAsync(Guid assistantId, StudioEnvironment environment, EmbedInput input, CancellationToken ct)
    {
        await _rules.OfDeployerAsync(_access, environment, ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false);
            var stored = await FindAsync(context.Set<Embed>(), assistantId, environment, ct).ConfigureAwait(false);
            var embed = stored ?? Fresh(assistantId, environment);
            if (input.RowVersion is { } seen && seen != (stored?.RowVersion ?? 0))
            {
                throw ConflictException.Stale(What(assistant, environment));
            }

            Write(embed, input, assistant);
            (embed.UpdatedAt, embed.UpdatedBy) = (_clock.GetUtcNow().UtcDateTime, _access.Grant.ActorName);
            if (stored is null)
            {
                context.Add(embed);
            }

            return await SaveAsync(context, embed, "embed.changed", assistant, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Another public key. Every page with the former one shows nothing any more, and its visitors' sessions end.</summary>
    public async Task<EmbedSettings> RotateKeyAsync(Guid assistantId, StudioEnvironment environment, CancellationToken ct)
    {
        await _rules.OfDeployerAsync(_access, environment, ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false);
            var embed = await FindAsync(context.Set<Embed>(), assistantId, environment, ct).ConfigureAwait(false)
                ?? throw new ConflictException("There is no key yet: it is made when the settings are saved for the first time.", "no_key");
            embed.PublicKey = NewKey();
            (embed.UpdatedAt, embed.UpdatedBy) = (_clock.GetUtcNow().UtcDateTime, _access.Grant.ActorName);
            return await SaveAsync(context, embed, "embed.key_changed", assistant, ct).ConfigureAwait(false);
        }
    }

    private static string NewKey() => EmbedLimits.KeyPrefix + Tokens.New(EmbedLimits.KeyLength - EmbedLimits.KeyPrefix.Length);

    private static string What(Assistant assistant, StudioEnvironment environment) => $"{assistant.Name} on other sites ({environment.Word()})";

    private static Task<Embed?> FindAsync(IQueryable<Embed> embeds, Guid assistantId, StudioEnvironment environment, CancellationToken ct) =>
        embeds.SingleOrDefaultAsync(e => e.AssistantId == assistantId && e.Environment == environment, ct);

    private static void Write(Embed embed, EmbedInput input, Assistant assistant)
    {
        embed.Enabled = input.Enabled ?? embed.Enabled;
        embed.Title = input.Title?.Trim() ?? embed.Title;
        embed.Greeting = input.Greeting?.Trim() ?? embed.Greeting;
        embed.Accent = input.Accent?.Trim().ToLowerInvariant() ?? embed.Accent;
        embed.Position = input.Position ?? embed.Position;
        embed.Theme = input.Theme ?? embed.Theme;
        embed.MessagesPerHour = input.MessagesPerHour ?? embed.MessagesPerHour;
        embed.MessagesPerDay = input.MessagesPerDay ?? embed.MessagesPerDay;
        embed.MaxMessageLength = input.MaxMessageLength ?? embed.MaxMessageLength;
        var errors = new Validator();
        embed.Origins = input.Origins is null ? embed.Origins : OriginsOf(input.Origins, errors);
        Check(embed, input, assistant, errors);
        errors.ThrowIfAny();
    }

    private static string[] OriginsOf(IReadOnlyList<string> typed, Validator errors)
    {
        errors.Check(typed.Count <= EmbedLimits.Origins, "origins", $"At most {EmbedLimits.Origins} sites.");
        var read = typed.Take(EmbedLimits.Origins).Where(o => !string.IsNullOrWhiteSpace(o)).Select(o => (Typed: o.Trim(), Read: EmbedOrigins.Read(o))).ToList();
        foreach (var (text, (_, problem)) in read.Where(o => o.Read.Problem is not null))
        {
            errors.Check(false, "origins", $"{PlainText.Cut(text, EmbedLimits.OriginLength)} {problem}");
        }

        return [.. read.Select(o => o.Read.Origin).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static void Check(Embed embed, EmbedInput input, Assistant assistant, Validator errors)
    {
        void In(int value, int least, int most, string name) => errors.Check(value >= least && value <= most, name, string.Create(CultureInfo.InvariantCulture, $"Between {least:#,0} and {most:#,0}."));
        In(embed.MessagesPerHour, 1, EmbedLimits.MaxMessagesPerHour, "messagesPerHour");
        In(embed.MessagesPerDay, 1, EmbedLimits.MaxMessagesPerDay, "messagesPerDay");
        In(embed.MaxMessageLength, 1, EmbedLimits.MaxMessageLength, "maxMessageLength");
        errors.Check(embed.Title.Length <= EmbedLimits.TitleLength && PlainText.IsOneLine(embed.Title), "title", $"One line of at most {EmbedLimits.TitleLength} characters.")
            .Long(embed.Greeting, "greeting", EmbedLimits.GreetingLength)
            .Check(EmbedColours.IsColour(embed.Accent), "accent", "Write the colour like #08687f.")
            .Check(Enum.IsDefined(embed.Position), "position", "Left or right.")
            .Check(Enum.IsDefined(embed.Theme), "theme", "Auto, light or dark.")
            .Check(!embed.Enabled || embed.Origins.Count > 0 || input.Origins?.Any(o => !string.IsNullOrWhiteSpace(o)) == true, "origins", "Name at least one site, or switch it off.")
            .Check(!embed.Enabled || assistant.Visibility == AssistantVisibility.Organization, "enabled", "This assistant is its owner's alone. Let the organisation see it before visitors of other sites do.");
    }

    private Embed Fresh(Guid assistantId, StudioEnvironment environment) =>
        new() { OrganizationId = _access.OrganizationId, AssistantId = assistantId, Environment = environment, PublicKey = NewKey() };

    private async Task<EmbedSettings> SaveAsync(StudioDbContext context, Embed embed, string action, Assistant assistant, CancellationToken ct)
    {
        context.RecordRow(_access.Grant, embed.UpdatedAt, action, embed, assistant.Id, What(assistant, embed.Environment));
        await context.SaveOrStaleAsync(What(assistant, embed.Environment), ct).ConfigureAwait(false);
        _feed.Publish(new(Topic, _access.OrganizationId, assistant.Id));
        return await ViewAsync(context, embed, isStored: true, ct).ConfigureAwait(false);
    }

    private async Task<EmbedSettings> ViewAsync(StudioDbContext context, Embed e, bool isStored, CancellationToken ct)
    {
        var (id, today) = (e.Id, _clock.GetUtcNow().UtcDateTime.Date);
        var messages = isStored ? await context.Set<EmbedDay>().Where(d => d.EmbedId == id && d.Day == today).Select(d => d.Messages).SingleOrDefaultAsync(ct).ConfigureAwait(false) : 0;
        var rule = await _rules.OfAsync(_access.OrganizationId, e.Environment, ct).ConfigureAwait(false);
        var answers = await _deployments.FindAsync(_access, e.AssistantId, e.Environment, ct).ConfigureAwait(false) is not null;
        return new(
            e.AssistantId, e.Environment, e.Enabled, isStored ? e.PublicKey : null, e.Origins, e.Title, e.Greeting, e.Accent, EmbedColours.InkOn(e.Accent), e.Position, e.Theme,
            e.MessagesPerHour, e.MessagesPerDay, e.MaxMessageLength, messages, answers, EnvironmentRuleService.MayDeploy(_access, rule),
            isStored ? e.UpdatedAt : null, e.UpdatedBy, isStored ? e.RowVersion : 0);
    }
}
