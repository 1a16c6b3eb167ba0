using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Takes files and records that are handed over, keeps them, and has them read by the job.</summary>
public sealed class OriginalService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>Keeps a file. One of the same name is replaced.</summary>
    public async Task<TakenOriginal> UploadAsync(Guid sourceId, FileInput file, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage);
        var errors = new Validator();
        var name = errors.Text(Path.GetFileName(file.Name.Replace('\\', '/')), "file", "the name of a file", KnowledgeLimits.TitleLength);
        errors.ThrowIfAny();
        var bytes = await ReadAsync(file.Content, ct).ConfigureAwait(false);
        errors.Check(bytes.Length > 0, "file", "The file is empty.").ThrowIfAny();
        var taken = await TakeAsync(sourceId, SourceKind.Upload, [new(name, name, file.MediaType, "{}", bytes)], ct).ConfigureAwait(false);
        return taken[0];
    }

    /// <summary>Keeps records of other software. One with the same id is replaced.</summary>
    public async Task<IReadOnlyList<TakenOriginal>> AddRecordsAsync(Guid sourceId, IReadOnlyList<RecordInput> records, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage);
        var errors = new Validator();
        errors.Check(records.Count is >= 1 and <= KnowledgeLimits.RecordsAtOnce, "records", $"Between 1 and {KnowledgeLimits.RecordsAtOnce} records.").ThrowIfAny();
        var incoming = records.Select((r, i) => Checked(r, i, errors)).ToList();
        errors.Check(records.Select(r => r.Id.Trim()).Distinct(StringComparer.Ordinal).Count() == records.Count, "records", "Two records have the same id.").ThrowIfAny();
        return await TakeAsync(sourceId, SourceKind.Records, incoming, ct).ConfigureAwait(false);
    }

    /// <summary>Takes away what was handed over; the job that starts at once leaves its document out.</summary>
    public async Task DeleteAsync(Guid documentId, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var document = await context.Set<KnowledgeDocument>().Where(d => d.Id == documentId).Select(d => new { d.SourceId, d.ExternalId, d.Title }).SingleOrDefaultAsync(ct).ConfigureAwait(false)
                ?? throw new NotFoundException("The document");
            var source = await SourceService.FindAsync(context, document.SourceId, ct).ConfigureAwait(false);
            if (source.Kind is not (SourceKind.Upload or SourceKind.Records))
            {
                throw new ConflictException("This document comes from elsewhere and would come back. Delete it there, or leave it out by a pattern of the source.");
            }

            var now = clock.GetUtcNow().UtcDateTime;
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await context.Set<KnowledgeOriginal>().Where(o => o.SourceId == source.Id && o.ExternalId == document.ExternalId).ExecuteDeleteAsync(ct).ConfigureAwait(false);
                context.RecordRow(access.Grant, now, "document.deleted", source, source.Id, document.Title);
                await FinishAsync(context, transaction, source, now, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes away a file or record that could not be read, and so has no document.</summary>
    public async Task DeleteUnreadAsync(Guid sourceId, string externalId, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var source = await SourceService.FindAsync(context, sourceId, ct).ConfigureAwait(false);
            var now = clock.GetUtcNow().UtcDateTime;
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (await context.Set<KnowledgeOriginal>().Where(o => o.SourceId == source.Id && o.ExternalId == externalId).ExecuteDeleteAsync(ct).ConfigureAwait(false) == 0)
                {
                    throw new NotFoundException("The file");
                }

                context.RecordRow(access.Grant, now, "document.deleted", source, source.Id, externalId);
                await FinishAsync(context, transaction, source, now, ct).ConfigureAwait(false);
            }
        }
    }

    private static Incoming Checked(RecordInput record, int place, Validator errors)
    {
        var one = new Validator();
        var id = one.Text(record.Id, "id", "an id", KnowledgeLimits.ExternalIdLength);
        var title = one.Text(record.Title.Length == 0 ? record.Id : record.Title, "title", "a title", KnowledgeLimits.TitleLength);
        one.Check(PlainText.IsVisible(record.Text), "text", "Enter a text.").Long(record.Text, "text", KnowledgeLimits.RecordLength);
        var labels = StoredJson.Write(record.Metadata);
        one.Check(labels.Length <= KnowledgeLimits.LabelsLength, "metadata", $"At most {KnowledgeLimits.LabelsLength} characters of metadata.");
        errors.Take(one, $"records[{place}]");
        return new(id, title, RecordText.MediaType, labels, Encoding.UTF8.GetBytes(record.Text));
    }

    private static async Task<byte[]> ReadAsync(Stream content, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        var part = new byte[81_920];
        while (await content.ReadAsync(part, ct).ConfigureAwait(false) is > 0 and var read)
        {
            await buffer.WriteAsync(part.AsMemory(0, read), ct).ConfigureAwait(false);
            if (buffer.Length > KnowledgeLimits.FileBytes)
            {
                throw new LimitExceededException($"The file is too large. Files of up to {KnowledgeLimits.FileBytes / (1024 * 1024)} MB can be read.");
            }
        }

        return buffer.ToArray();
    }

    private async Task<IReadOnlyList<TakenOriginal>> TakeAsync(Guid sourceId, SourceKind kind, IReadOnlyList<Incoming> incoming, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var source = await SourceService.FindAsync(context, sourceId, ct).ConfigureAwait(false);
            if (source.Kind != kind)
            {
                throw new ConflictException(kind == SourceKind.Upload ? "This source takes no files. Choose one for uploads." : "This source takes no records. Choose one for records.");
            }

            var ids = incoming.Select(i => i.ExternalId).ToArray();
            var known = await context.Set<KnowledgeOriginal>().Where(o => o.SourceId == sourceId && ids.Contains(o.ExternalId)).ToDictionaryAsync(o => o.ExternalId, StringComparer.Ordinal, ct).ConfigureAwait(false);
            List<TakenOriginal> taken = [.. incoming.Select(i => Take(context, source, i, known.GetValueOrDefault(i.ExternalId), now))];
            context.RecordRow(access.Grant, now, kind == SourceKind.Upload ? "document.uploaded" : "document.received", source, source.Id, incoming.Count == 1 ? incoming[0].Name : $"{incoming.Count} records");
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await FinishAsync(context, transaction, source, now, ct).ConfigureAwait(false);
            }

            return taken;
        }
    }

    private TakenOriginal Take(StudioDbContext context, KnowledgeSource source, Incoming incoming, KnowledgeOriginal? known, DateTime now)
    {
        // A title or metadata of its own makes a record another one, too.
        var hash = FileReading.HashOf([.. incoming.Content, .. Encoding.UTF8.GetBytes($"\n{incoming.Name}\n{incoming.Labels}")]);
        var (isNew, isChanged) = (known is null, known is not null && known.Hash != hash);
        if (isNew)
        {
            known = new() { OrganizationId = source.OrganizationId, SourceId = source.Id, ExternalId = incoming.ExternalId, Name = "", Content = [], Hash = "" };
            context.Add(known);
        }

        if (isNew || isChanged)
        {
            (known!.Name, known.MediaType, known.Labels, known.Content, known.Bytes, known.Hash, known.AddedAt, known.AddedBy) =
                (incoming.Name, incoming.MediaType, incoming.Labels, incoming.Content, incoming.Content.Length, hash, now, access.Grant.ActorName);
        }

        return new(incoming.ExternalId, incoming.Content.Length, isNew, isChanged);
    }

    private async Task FinishAsync(StudioDbContext context, IDbContextTransaction transaction, KnowledgeSource source, DateTime now, CancellationToken ct)
    {
        await context.SaveOrStaleAsync("The file", ct).ConfigureAwait(false);
        var changes = source.IsActive ? await IngestionJob.AskForAsync(context, [source.Id], access.Grant, now, ct).ConfigureAwait(false) : [];
        await transaction.CommitAsync(ct).ConfigureAwait(false);
        foreach (var change in changes.Append(new(SourceService.Topic, access.OrganizationId, source.Id)))
        {
            feed.Publish(change);
        }
    }

    private sealed record Incoming(string ExternalId, string Name, string? MediaType, string Labels, byte[] Content);
}
