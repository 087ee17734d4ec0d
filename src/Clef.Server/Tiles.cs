using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Clef.Server;

/// <summary>
/// The binary body of signal and spectra: the length of a JSON header (32 bits, little-endian), the header in UTF-8, padded with blanks so that what follows
/// begins at a multiple of eight bytes, then the numbers, little-endian, which the header describes.
/// </summary>
/// <remarks>
/// The numbers are written while the signal is read, some channels at a time. What is beyond a few pages of the viewer waits for its reader on disk, in a
/// file that is gone once it is sent, so that hundreds of slow readers of long spans hold no more memory than that of quick readers of pages.
/// </remarks>
internal sealed class Tiles(DataFolder data, RequestWork work)
{
    public const string ContentType = "application/vnd.clef.tile";
    private const int Alignment = 8;
    private const int InMemory = 256 << 10; // a page of ten seconds of 64 channels at 200 Hz in 16 bits

    /// <summary>Makes an answer.</summary>
    /// <param name="write">Writes the numbers and returns the header that describes them.</param>
    /// <param name="stop">The client left.</param>
    public async Task<IResult> Answer<T>(Func<Stream, T> write, CancellationToken stop)
    {
        var numbers = new FileBufferingWriteStream(InMemory, bufferLimit: null, () => data.Outgoing);
        try
        {
            byte[] head = Head(await work.Do(() => write(numbers), stop));
            return new Body(head, numbers);
        }
        catch
        {
            await numbers.DisposeAsync();
            throw;
        }
    }

    private static byte[] Head<T>(T header)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, ServerJson.Options);
        int length = (sizeof(int) + json.Length + Alignment - 1) / Alignment * Alignment;
        var head = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(head, length - sizeof(int));
        head.AsSpan(sizeof(int)).Fill((byte)' ');
        json.CopyTo(head, sizeof(int));
        return head;
    }

    private sealed class Body(byte[] head, FileBufferingWriteStream numbers) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using (numbers)
            {
                httpContext.Response.ContentType = ContentType;
                httpContext.Response.ContentLength = head.Length + numbers.Length;
                await httpContext.Response.Body.WriteAsync(head, httpContext.RequestAborted);
                await numbers.DrainBufferAsync(httpContext.Response.Body, httpContext.RequestAborted);
            }
        }
    }
}
