using AssistantStudio.Core.Serving;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace AssistantStudio.Web.Api;

/// <summary>Assistants for clients that were made for OpenAI: they name an assistant where they would name a model.</summary>
internal static class ServingEndpoints
{
    /// <summary>"new", or the id of a conversation: it is kept here, and only the last message is new.</summary>
    public const string ConversationHeader = "X-Conversation-Id";

    /// <summary>What wrote an answer: the hash of the release, and the deployment that it answered from.</summary>
    public const string ReleaseHeader = "x-release";

    public const string DeploymentHeader = "x-deployment-id";

    private static readonly string[] s_paths = [.. new[] { "/models", "/chat/completions", "/responses", "/embeddings" }.Select(p => ApiPaths.Serving + p)];

    public static void MapServing(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup(ApiPaths.Serving).RequireAuthorization().WithMetadata(new RequestSizeLimitAttribute(OpenAiLimits.BodyBytes)).ExcludeFromDescription();
        v1.MapGet("/models", c => AnswerAsync(c, ModelsAsync));
        v1.MapGet("/models/{**id}", c => AnswerAsync(c, ModelAsync));
        v1.MapPost("/chat/completions", c => AnswerAsync(c, ChatAsync));
        v1.MapPost("/responses", c => AnswerAsync(c, RespondAsync));
        v1.MapPost("/embeddings", c => AnswerAsync(c, EmbedAsync));
        v1.Map("/{**rest}", c => AnswerAsync(c, MissingAsync)); // Or the router would take it for a page.
    }

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, CancellationToken, Task> answer)
    {
        OpenAiProblems.IdOf(context);
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } reading)
        {
            reading.MinDataRate = OpenAiLimits.SlowestReader;
        }

        try
        {
            await answer(context, context.RequestAborted);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await OpenAiProblems.WriteAsync(context, e, Log(context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
    }

    private static Task MissingAsync(HttpContext context, CancellationToken ct)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "");
        var isKnown = s_paths.Contains(path) || path.StartsWith(ApiPaths.Serving + "/models/", StringComparison.Ordinal);
        throw new OpenAiException(isKnown ? OpenAiError.WrongMethod(method, path) : OpenAiError.UnknownRoute(method, path));
    }

    private static async Task ModelsAsync(HttpContext context, CancellationToken ct)
    {
        var (serving, embeddings) = (context.RequestServices.GetRequiredService<ServingService>(), context.RequestServices.GetRequiredService<ServedEmbeddings>());
        IReadOnlyList<ServedModel> models = [.. await serving.ListAsync(ct), .. await embeddings.ListAsync(ct)];
        await ModelsWriter.WriteAsync(context.Response, [.. models.Select(Entry)], ct);
    }

    private static async Task ModelAsync(HttpContext context, CancellationToken ct)
    {
        var id = context.GetRouteValue("id") as string ?? "";
        var model = await context.RequestServices.GetRequiredService<ServingService>().FindAsync(id, ct)
            ?? (await context.RequestServices.GetRequiredService<ServedEmbeddings>().ListAsync(ct)).FirstOrDefault(m => m.Id == id)
            ?? throw new OpenAiException(OpenAiError.ModelNotFound(PlainText.Cut(id, OpenAiLimits.ModelLength)));
        await ModelsWriter.WriteAsync(context.Response, Entry(model), ct);
    }

    private static Task ChatAsync(HttpContext context, CancellationToken ct) => AskAsync(
        context, ChatCompletionRequest.ReadAsync, OpenAiAnswer.ToChat,
        (request, answer, response, c) => ChatCompletionWriter.WriteAsync(context.Response, answer, response, c),
        (request, answer, updates, c) => ChatCompletionWriter.StreamAsync(context.Response, request, answer, updates, OpenAiProblems.IdOf(context), Clock(context), c), ct);

    private static Task RespondAsync(HttpContext context, CancellationToken ct) => AskAsync(
        context, ResponsesRequest.ReadAsync, OpenAiAnswer.ToResponse,
        (request, answer, response, c) => ResponsesWriter.WriteAsync(context.Response, request, answer, response, c),
        (request, answer, updates, c) => ResponsesWriter.StreamAsync(context.Response, request, answer, updates, OpenAiProblems.IdOf(context), Clock(context), c), ct);

    private static async Task AskAsync(
        HttpContext context, Func<HttpRequest, CancellationToken, Task<OpenAiRequest>> read, Func<OpenAiRequest, TimeProvider, OpenAiAnswer> begin,
        Func<OpenAiRequest, OpenAiAnswer, Microsoft.Extensions.AI.ChatResponse, CancellationToken, Task> write,
        Func<OpenAiRequest, OpenAiAnswer, IAsyncEnumerable<Microsoft.Extensions.AI.ChatResponseUpdate>, CancellationToken, Task<Exception?>> stream, CancellationToken ct)
    {
        var key = context.Request.Headers[Idempotency.Header].ToString();
        if (key.Length > 0)
        {
            context.Request.EnableBuffering();
        }

        var request = await read(context.Request, ct);
        var (served, answer) = (ServedOf(request), begin(request, Clock(context)));
        try
        {
            if (context.Request.Headers[ConversationHeader].ToString() is { Length: > 0 } conversation)
            {
                await TalkAsync(conversation, ct);
            }
            else if (key.Length == 0 || request.Stream)
            {
                await ServeAsync(ct); // A stream is not kept.
            }
            else
            {
                context.Request.Body.Position = 0;
                await Idempotency.AnswerOnceAsync(context, key, _ => ServeAsync(context.RequestAborted));
            }
        }
        catch (NotFoundException e) when (e.Code != StoredTalkService.MissingCode && !context.Response.HasStarted)
        {
            if (await context.RequestServices.GetRequiredService<ServedEmbeddings>().HasAsync(request.Model, ct))
            {
                throw new OpenAiException(OpenAiError.MakesEmbeddings(request.Model));
            }

            throw;
        }

        async Task ServeAsync(CancellationToken c)
        {
            using var call = await context.RequestServices.GetRequiredService<ServingService>().OpenAsync(served, c);
            (context.Response.Headers[DeploymentHeader], context.Response.Headers[ReleaseHeader]) = (call.DeploymentId.ToString(), call.Release);
            if (!request.Stream)
            {
                var whole = await call.AnswerAsync(c);
                call.Dispose(); // How long the caller takes to read it is not the deployment's affair.
                await write(request, answer, whole, c);
                return;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(c, call.Late);
            Note(await stream(request, answer, call.StreamAsync(c), either.Token));
            if (call.Late.IsCancellationRequested)
            {
                context.Abort(); // What is still in the buffers would wait for a caller who does not read.
            }
        }

        async Task TalkAsync(string where, CancellationToken c)
        {
            var talks = context.RequestServices.GetRequiredService<StoredTalkService>();
            var id = await talks.OpenAsync(served, where, key.Length > 0 ? key : null, c);
            context.Response.Headers[ConversationHeader] = id.ToString();
            var updates = talks.AskAsync(id, served, key.Length > 0 ? key : null, c);
            if (request.Stream)
            {
                Note(await stream(request, answer, updates, c));
            }
            else
            {
                await write(request, answer, await Microsoft.Extensions.AI.ChatResponseExtensions.ToChatResponseAsync(updates, c), c);
            }
        }

        void Note(Exception? broken)
        {
            if (broken is not null && !ct.IsCancellationRequested && OpenAiErrors.IsUnexpected(broken))
            {
                HostingLog.RequestFailed(Log(context), broken, context.Request.Method, context.Request.Path, OpenAiProblems.IdOf(context));
            }
        }
    }

    private static async Task EmbedAsync(HttpContext context, CancellationToken ct)
    {
        var request = await EmbeddingsRequest.ReadAsync(context.Request, ct);
        ServedVectors found;
        try
        {
            found = await context.RequestServices.GetRequiredService<ServedEmbeddings>().EmbedAsync(request.Model, request.Inputs, request.Dimensions, ct);
        }
        catch (NotFoundException)
        {
            if (await context.RequestServices.GetRequiredService<ServingService>().HasAsync(request.Model, ct))
            {
                throw new OpenAiException(OpenAiError.IsAssistant(request.Model));
            }

            throw;
        }

        await EmbeddingsWriter.WriteAsync(context.Response, request, found.Vectors, new() { InputTokenCount = found.Tokens, TotalTokenCount = found.Tokens }, ct);
    }

    private static ServedRequest ServedOf(OpenAiRequest request) => new(request.Model, [.. request.Messages], request.Options) { User = request.User, Metadata = request.Metadata };

    private static OpenAiModel Entry(ServedModel model) => new(model.Id, new DateTimeOffset(model.Since, TimeSpan.Zero), model.OwnedBy);

    private static TimeProvider Clock(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>();

    private static ILogger Log(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServingEndpoints));
}
