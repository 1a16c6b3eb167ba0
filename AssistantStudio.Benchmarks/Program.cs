using AssistantStudio.Benchmarks;

// Each claim is a class; each run measures a baseline of this machine beside it, so that figures compare across machines.
var claims = new Dictionary<string, Func<Task<IReadOnlyList<Figure>>>>
{
    ["lists"] = () => ListClaim.RunAsync(rows: 100_000, args.Skip(1).FirstOrDefault()),
    ["assistants"] = AssistantClaim.RunAsync,
    ["search"] = SearchClaim.RunAsync,
    ["usage"] = UsageClaim.RunAsync,
    ["pipeline"] = PipelineClaim.RunAsync,
    ["embeddings"] = EmbeddingClaim.RunAsync,
    ["embedding-run"] = EmbeddingRunClaim.RunAsync,
    ["vectors"] = VectorClaim.RunAsync,
    ["knowledge"] = KnowledgeClaim.RunAsync,
    ["retrieval"] = RetrievalClaim.RunAsync,
    ["conversations"] = ConversationClaim.RunAsync,
    ["deployments"] = DeploymentClaim.RunAsync,
    ["serving"] = () => ServingClaim.RunAsync(args.Skip(1).FirstOrDefault()),
    ["endpoints"] = () => EndpointClaim.RunAsync(args.Skip(1).FirstOrDefault()),
    ["start"] = () => StartClaim.RunAsync(args.Skip(1).FirstOrDefault()),
    ["circuits"] = () => CircuitClaim.RunAsync(args.Skip(1).FirstOrDefault()),
    ["page"] = () => FirstPageClaim.RunAsync(args.Skip(1).FirstOrDefault()),
};

if (args is ["proxy", var port, var target])
{
    await BareProxy.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), target); // For the claim “serving”, in a process of its own.
    return 0;
}

if (args.Length == 0 || !claims.TryGetValue(args[0], out var claim))
{
    Console.WriteLine($"""
        dotnet run -c Release --project AssistantStudio.Benchmarks -- <claim>
          lists [FOLDER]   list pages with 100,000 rows: page, sort, filter, search; on a data folder that
                           `generate-load --rows 100000` has filled, else on one of its own
          assistants       10,000 assistants: create, get, list, search, suggest, resolve, size
          search           full-text search of 5,000 prompts with 20 versions each
          usage            writes to the ledger per second; sums and lists over 1,000,000 records
          pipeline         what the layers around a call of a model cost; a thousand streams at once
          embeddings       texts per second of the local embeddings, and their share of the processor's peak
          embedding-run    100,000 texts through the service, against the built-in generator alone
          vectors          100,000 and 1,000,000 vectors in memory: search, recall, size, changes
          knowledge        2,000 documents brought in; 100,000 passages embedded and searched by words and meaning
          retrieval        questions over the guide: our words, meaning and both, against Lucene-style BM25
          conversations    what a turn costs besides the model, a thousand at once, pages of 1,000,000 messages
          deployments      10,000 deployments: one more, a way back, the history, the board
          serving FOLDER   assistants over HTTP beside their vendor and a bare proxy, of the published program in FOLDER
          endpoints FOLDER the AI configuration over HTTP with 1,000,000 calls in the ledger, of the published program in FOLDER
          start FOLDER     time to readiness and idle memory of the published program in FOLDER
          circuits FOLDER  memory of an open chat, and how many fit in 2 GB, of the published program in FOLDER
          page FOLDER      first page in Chromium with an empty cache, of the published program in FOLDER
        """);
    return 1;
}

var figures = await claim();
Console.WriteLine($"| {"what",-60} | {"measured",14} | {"limit",14} | {"baseline",26} |");
Console.WriteLine("|---|---|---|---|");
foreach (var f in figures)
{
    Console.WriteLine($"| {f.What,-60} | {f.Measured,14} | {f.Limit,14} | {f.Baseline,26} | {(f.Holds ? "" : " <- over the limit")}");
}

return figures.All(f => f.Holds) ? 0 : 2;
