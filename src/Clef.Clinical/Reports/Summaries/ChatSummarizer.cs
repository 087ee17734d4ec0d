using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Clef.Core;

namespace Clef.Clinical.Reports.Summaries;

/// <summary>
/// A summary by a language model behind an OpenAI-compatible endpoint. Off unless asked for. The answer is cleaned of openings, list marks
/// and markup like any report; its content is the model's word, and the findings should be read from the report itself.
/// </summary>
public sealed class ChatSummarizer : IReportSummarizer, IDisposable
{
    /// <summary>The largest answer read, in bytes.</summary>
    private const int LargestAnswer = 1 << 20;

    private const string Instruction =
        "You rewrite EEG reports. Keep only what the recording shows: background, rhythms with frequencies, slowing, epileptiform and periodic patterns, seizures, "
        + "sleep, variants, responses to activation, artefacts, and the overall conclusion. Leave out the patient's history, drugs, technique, names, dates and advice. "
        + "Add nothing. Keep negations and doubts. Answer with plain sentences only.";

    private readonly ChatSummarizerOptions options;
    private readonly HttpClient client;
    private readonly TimeProvider time;

    /// <summary>Creates a summariser; the handler and the time are for tests.</summary>
    public ChatSummarizer(ChatSummarizerOptions options, HttpMessageHandler? handler = null, TimeProvider? time = null)
    {
        if (!options.Endpoint.IsAbsoluteUri || options.Endpoint.Scheme is not ("http" or "https"))
        {
            throw new ClefException("summarizer", "endpoint", options.Endpoint, "an http or https address");
        }

        this.options = options;
        this.time = time ?? TimeProvider.System;
        client = new HttpClient(handler
            ?? new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout =
                options.Timeout, MaxResponseContentBufferSize = LargestAnswer };
        if (options.ApiKey is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        }
    }

    /// <inheritdoc/>
    public string Name => $"{options.Model} at {options.Endpoint.Host}";

    /// <inheritdoc/>
    public async Task<string> SummarizeAsync(string report, CancellationToken cancellation = default)
    {
        string content = options.SendWholeReport ? report : ReportCleaner.Electrographic(report);
        if (string.IsNullOrWhiteSpace(content))
        {
            return "";
        }

        for (int attempt = 0; ; attempt++)
        {
            (string? answer, string? failure) = await Try(content, cancellation);
            if (answer is not null)
            {
                return ReportCleaner.Electrographic(answer);
            }

            if (attempt >= options.Retries)
            {
                throw new ClefException(Name, "answer", failure, $"a summary within {attempt + 1} attempts");
            }

            await Task.Delay(options.Backoff * Math.Pow(2, attempt), time, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>One attempt: the answer, or why it failed in passing; a failure that will not pass is thrown.</summary>
    private async Task<(string? Answer, string? Failure)> Try(string content, CancellationToken cancellation)
    {
        var body = new
        {
            model = options.Model,
            temperature = 0,
            max_tokens = options.MaxTokens,
            messages = new[] { new { role = "system", content = Instruction }, new { role = "user", content } },
        };
        var address = new Uri(options.Endpoint.AbsoluteUri.TrimEnd('/') + "/chat/completions");
        try
        {
            // With its length in the header: small servers do not understand a body in chunks.
            using var request = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
            request.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await client.PostAsync(address, request, cancellation);
            if (response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500)
            {
                return (null, $"HTTP {(int)response.StatusCode}");
            }

            if (!response.IsSuccessStatusCode)
            {
                throw new ClefException(
                    Name, "status", $"HTTP {(int)response.StatusCode}", "200 (check the address, the model's name and the key)");
            }

            return (Read(await response.Content.ReadAsStringAsync(cancellation)), null);
        }
        catch (HttpRequestException e)
        {
            return (null, e.Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, FormattableString.Invariant($"no answer within {options.Timeout.TotalSeconds} s"));
        }
    }

    private string Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()
                ?? throw new ClefException(Name, "choices[0].message.content", null, "a text");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new ClefException(Name, "answer", json, "choices[0].message.content of the chat protocol", e);
        }
    }
}
