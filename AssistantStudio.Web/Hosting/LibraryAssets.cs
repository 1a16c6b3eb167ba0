namespace AssistantStudio.Web.Hosting;

/// <summary>
/// Files of the component library. Under their fingerprinted names they are served uncompressed, because the package
/// brings those names along and the build compresses only the plain ones. So they are asked for by their plain name with
/// the library's version, and kept for ever under that.
/// </summary>
public static class LibraryAssets
{
    private const string Folder = "/_content";
    private const string VersionKey = "v";

    private static readonly string s_version = typeof(Radzen.Blazor.RadzenButton).Assembly.GetName().Version!.ToString(3);

    public static string Url(string path) => $"{path}?{VersionKey}={s_version}";

    public static IApplicationBuilder UseLibraryAssets(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments(Folder) && context.Request.Query[VersionKey] == s_version)
        {
            context.Response.OnStarting(() =>
            {
                if (context.Response.StatusCode == StatusCodes.Status200OK)
                {
                    context.Response.Headers.CacheControl = "max-age=31536000, immutable";
                }

                return Task.CompletedTask;
            });
        }

        return next(context);
    });
}
