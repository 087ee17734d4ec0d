namespace Clef.Server.Audit;

/// <summary>The head of the audit log, to be noted elsewhere.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this RouteGroupBuilder api) => api.MapGet("/audit/head", (AuditLog log) => log.Head).WithName("ReadAuditHead").WithTags("audit")
        .WithSummary("Number and hash of the last audited prediction; noted elsewhere, it lets `clef audit verify --expect` find what was cut off.");
}
