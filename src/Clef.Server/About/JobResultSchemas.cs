using Clef.Server.Jobs;
using Clef.Server.Predictions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clef.Server.About;

/// <summary>The results of jobs that no endpoint's own answer names, since one endpoint answers with all of them: generators of clients find them among the schemas.</summary>
internal static class JobResultSchemas
{
    public static async Task Add(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken stop)
    {
        foreach (Type type in (Type[])[typeof(EmbedResult), typeof(ZeroShotResult), typeof(ExplainResult)])
        {
            document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, null, stop));
        }
    }
}
