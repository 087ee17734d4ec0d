using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Datasets.Download;

/// <summary>How a download behaves.</summary>
public sealed record DownloadOptions
{
    /// <summary>Tries of one file without any new byte before it is given up.</summary>
    public int Tries { get; init; } = 6;

    /// <summary>The pause before each request.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// The pause after a first failure; it doubles up to <see cref="LongestBackOff"/>. A server's Retry-After is obeyed where it is longer.
    /// </summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The clock by which pauses are kept.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>What a download did.</summary>
/// <param name="Files">Files of the list.</param>
/// <param name="Present">Files that were there and intact already.</param>
/// <param name="Fetched">Files fetched.</param>
/// <param name="Bytes">Bytes received.</param>
/// <param name="Resumed">Requests that went on where an earlier one ended.</param>
public sealed record DownloadSummary(int Files, int Present, int Fetched, long Bytes, int Resumed);

/// <summary>
/// Fetches the files of a dataset, one at a time, by the publisher's list of SHA-256 digests. A broken connection is resumed by a range
/// request; a run that was stopped goes on with the part it has; a file takes its name only when its digest is right. No file lands outside
/// the folder, whatever the list says.
/// </summary>
public sealed class DatasetDownloader(HttpClient client, DownloadOptions options)
{
    private long _bytes;
    private int _resumed;

    /// <summary>Fetches a dataset.</summary>
    /// <param name="root">The folder's address, ending in '/'.</param>
    /// <param name="digestList">The name of the list of digests below it.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="wanted">Which files; null for all.</param>
    /// <param name="progress">Receives (files done, files, bytes received).</param>
    /// <param name="cancellation">Stops; what was received is kept.</param>
    public async Task<DownloadSummary> Get(
        Uri root, string digestList, string folder, Func<string, bool>? wanted = null, Action<int, int, long>? progress = null,
        CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(folder);
        string listPath = Path.Combine(folder, digestList);
        string listPart = listPath + ".part";
        File.Delete(listPart);
        await Fetch(new Uri(root, digestList), listPart, cancellation).ConfigureAwait(false);
        List<(string Name, string Digest)> files = ParseList(listPart).Where(f => wanted?.Invoke(f.Name) ?? true).ToList();
        int present = 0, fetched = 0;
        foreach ((string name, string digest) in files)
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path) && await Digest(path, cancellation).ConfigureAwait(false) == digest)
            {
                present++;
            }
            else
            {
                await FetchChecked(
                    new Uri(root, string.Join('/', name.Split('/').Select(Uri.EscapeDataString))), path, digest, cancellation)
                    .ConfigureAwait(false);
                fetched++;
            }

            progress?.Invoke(present + fetched, files.Count, _bytes);
        }

        File.Move(listPart, listPath, overwrite: true);
        return new(files.Count, present, fetched, _bytes, _resumed);
    }

    /// <summary>Lines of a digest and a name, as <c>sha256sum</c> writes them.</summary>
    private static List<(string Name, string Digest)> ParseList(string path)
    {
        var files = new List<(string Name, string Digest)>();
        foreach (string line in File.ReadLines(path))
        {
            string[] parts = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0)
            {
                continue;
            }

            string name = parts.Length == 2 ? parts[1].TrimStart('*') : "";
            if (parts[0].Length != 64 || !parts[0].All(char.IsAsciiHexDigit) || SourceFolder.Sibling("", name) is null)
            {
                throw new ClefException(path, "line", line, "64 hexadecimal digits and the name of a file inside the folder");
            }

            files.Add((name, parts[0].ToLowerInvariant()));
        }

        return files.Count > 0 ? files : throw new ClefException(path, "content", "no file", "a list of files with their SHA-256 digests");
    }

    private async Task FetchChecked(Uri address, string path, string digest, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string part = path + ".part";
        for (int round = 0; ; round++)
        {
            await Fetch(address, part, cancellation).ConfigureAwait(false);
            string found = await Digest(part, cancellation).ConfigureAwait(false);
            if (found == digest)
            {
                File.Move(part, path, overwrite: true);
                return;
            }

            // A part of an older version may have been continued: once more, from the beginning.
            File.Delete(part);
            if (round == 1)
            {
                throw new ClefException(address.ToString(), "SHA-256", found, $"{digest}, as the publisher's list states");
            }
        }
    }

    /// <summary>Receives the whole of an address into a file, going on from what the file has.</summary>
    private async Task Fetch(Uri address, string part, CancellationToken cancellation)
    {
        int failures = 0;
        while (true)
        {
            await Task.Delay(options.Pause, options.Clock, cancellation).ConfigureAwait(false);
            long before = File.Exists(part) ? new FileInfo(part).Length : 0;
            TimeSpan? asked = null;
            string reason;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.UserAgent.ParseAdd("clef-data/0.1");
                if (before > 0)
                {
                    request.Headers.Range = new RangeHeaderValue(before, null);
                }

                using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
                    .ConfigureAwait(false);
                if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    if (response.Content.Headers.ContentRange?.Length == before)
                    {
                        return;
                    }

                    File.Delete(part);
                    continue;
                }

                if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.Gone)
                {
                    throw new ClefException(
                        address.ToString(), "status", (int)response.StatusCode, "200: the file is not there, or not open to all");
                }

                asked = response.Headers.RetryAfter?.Delta;
                response.EnsureSuccessStatusCode();
                bool goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == before;
                _resumed += goesOn && before > 0 ? 1 : 0;
                if (await Receive(response, part, goesOn, cancellation).ConfigureAwait(false))
                {
                    return;
                }

                reason = "the connection ended early";
            }
            catch (Exception e) when (
                e is HttpRequestException or IOException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                reason = e.Message;
            }

            // Progress starts the count anew: a long file over a bad line is not given up while it grows.
            bool grew = File.Exists(part) && new FileInfo(part).Length > before;
            failures = grew ? 1 : failures + 1;
            if (failures >= options.Tries)
            {
                throw new ClefException(address.ToString(), null, null, $"the file within {options.Tries} tries ({reason})");
            }

            TimeSpan wait = options.BackOff * Math.Pow(2, Math.Min(20, failures - 1));
            wait = asked > wait ? asked.Value : wait;
            await Task.Delay(wait < options.LongestBackOff ? wait : options.LongestBackOff, options.Clock, cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>True where as many bytes came as the server announced.</summary>
    private async Task<bool> Receive(HttpResponseMessage response, string part, bool append, CancellationToken cancellation)
    {
        long? announced = response.Content.Headers.ContentLength;
        long got = 0;
        Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var file = new FileStream(part, append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
            await using (file.ConfigureAwait(false))
            {
                var buffer = new byte[1 << 16];
                while (true)
                {
                    int count = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false);
                    if (count == 0)
                    {
                        return announced is null || got >= announced;
                    }

                    await file.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                    got += count;
                    _bytes += count;
                }
            }
        }
    }

    private static async Task<string> Digest(string path, CancellationToken cancellation)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using (stream.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
        }
    }
}
