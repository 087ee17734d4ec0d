using Clef.Core;
using Microsoft.Extensions.FileProviders;

namespace Clef.Server.Hosting;

/// <summary>
/// The viewer's files, where there are any; its pages are addresses within the one page. Without it, a line that says where the interface is.
/// </summary>
internal static class Viewer
{
    public static void MapViewer(this WebApplication app, string? folder)
    {
        if (folder is null)
        {
            app.MapGet("/", () => Results.Text("Clef serves at /api/v1; /openapi/v1.json describes it. For research; not a medical device.\n"))
                .ExcludeFromDescription();
            return;
        }

        string index = Path.Combine(Path.GetFullPath(folder), "index.html");
        if (!File.Exists(index))
        {
            throw new ClefException(folder, "index.html", null, "the folder of a built viewer");
        }

        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Path.GetFullPath(folder)) });
        // Whatever is no file and no part of the interface is a page of the viewer.
        RouteHandlerBuilder pages = app.MapGet("/{*page:nonfile}", (HttpContext context) => context.Request.Path.StartsWithSegments("/api")
            ? Results.NotFound() : Results.File(index, "text/html"));
        pages.ExcludeFromDescription().Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue);
    }
}
