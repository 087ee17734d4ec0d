// A client of the service, generated from its OpenAPI document while this project is built: upload, predict, read the answer.
// Run:  dotnet run --project examples/ServiceClient -c Release -- http://127.0.0.1:8080 RECORDING MODEL     (a token, where one is needed, in CLEF_TOKEN)
using ServiceClient;

using var http = new HttpClient { BaseAddress = new Uri(args[0]) };
if (Environment.GetEnvironmentVariable("CLEF_TOKEN") is { Length: > 0 } token)
{
    http.DefaultRequestHeaders.Authorization = new("Bearer", token);
}

foreach (string line in await Prediction.Of(http, args[1], args[2]))
{
    Console.WriteLine(line);
}
