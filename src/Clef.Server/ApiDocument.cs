using Clef.Server.About;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clef.Server;

/// <summary>The OpenAPI document, at <c>/openapi/v1.json</c>: made from the endpoints themselves, with what they cannot say added here.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    private static OpenApiMediaType Binary => new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };

    public static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0; // what generators of clients read; the interface needs nothing of 3.1
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Clef",
                Version = Name,
                Description = "Clinical foundation models for EEG and ECG: recordings, embeddings, predictions, search. For research; not a medical device. "
                    + "Errors are problem details (RFC 9457). Beyond this machine every request bears a token.",
                License = new OpenApiLicense { Name = "Apache-2.0" },
            };
            document.Servers = [new OpenApiServer { Url = "/" }]; // not where this process happens to listen
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme> { ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" } };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer(JobResultSchemas.Add);
        options.AddOperationTransformer((operation, _, _) =>
        {
            if (operation.OperationId == "UploadRecording")
            {
                operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["application/octet-stream"] = Binary } };
            }

            // A tile's header is described in docs/serving.md; to a generator of clients the whole is bytes.
            foreach (IDictionary<string, OpenApiMediaType> content in operation.Responses?.Values.Select(r => r.Content).OfType<IDictionary<string, OpenApiMediaType>>() ?? [])
            {
                if (content.ContainsKey(Tiles.ContentType))
                {
                    content[Tiles.ContentType] = Binary;
                }
            }

            operation.Responses ??= [];
            operation.Responses.TryAdd("4XX", new OpenApiResponse { Description = "The request is wrong, or is refused for now (429, with Retry-After): problem details." });
            return Task.CompletedTask;
        });
    }
}
