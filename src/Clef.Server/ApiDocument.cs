using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clef.Server;

/// <summary>The OpenAPI document, at <c>/openapi/v1.json</c>: made from the endpoints themselves, with what they cannot say added here.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    private static OpenApiMediaType Binary => new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };

    private static OpenApiSchema Problem
    {
        get
        {
            var text = new OpenApiSchema { Type = JsonSchemaType.String };
            return new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Problem details (RFC 9457).",
                Required = new HashSet<string> { "type", "title", "status", "detail", "trace" },
                Properties = new Dictionary<string, IOpenApiSchema> { ["type"] = text, ["title"] = text,
                    ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" }, ["detail"] = text, ["trace"] = text },
            };
        }
    }

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
            document.Components.SecuritySchemes =
                new Dictionary<string, IOpenApiSecurityScheme> { ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" } };
            document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
            document.Components.Schemas["Problem"] = Problem;
            foreach (OpenApiOperation operation in document.Paths.Values.SelectMany(p => (IEnumerable<OpenApiOperation>?)p.Operations?.Values ?? []))
            {
                operation.Responses ??= [];
                operation.Responses.TryAdd("default", new OpenApiResponse
                {
                    Description = "The request is wrong, or is refused for now (429, with Retry-After).",
                    Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] =
                        new() { Schema = new OpenApiSchemaReference("Problem", document) } },
                });
            }

            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, _, _) =>
        {
            schema.Type ??= schema.Enum is { Count: > 0 } ? JsonSchemaType.String : null; // names of enumerations are texts, which generators have to be told
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            if (operation.OperationId == "UploadRecording")
            {
                operation.RequestBody = new OpenApiRequestBody { Required = true,
                    Content = new Dictionary<string, OpenApiMediaType> { ["application/octet-stream"] = Binary } };
            }

            // A tile's header is described in docs/serving.md; to a generator of clients the whole is bytes.
            foreach (IDictionary<string, OpenApiMediaType> content in operation.Responses?.Values.Select(r => r.Content)
                .OfType<IDictionary<string, OpenApiMediaType>>() ?? [])
            {
                if (content.ContainsKey(Tiles.ContentType))
                {
                    content[Tiles.ContentType] = Binary;
                }
            }

            return Task.CompletedTask;
        });
    }
}
