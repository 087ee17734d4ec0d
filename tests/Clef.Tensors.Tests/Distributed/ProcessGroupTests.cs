using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Clef.Tensors.Distributed;

namespace Clef.Tensors.Tests.Distributed;

public class ProcessGroupTests
{
    [Fact]
    public void Two_processes_exchange_over_loopback()
    {
        (int Exit, string Output, string Error)[] results = Start("collectives");
        foreach ((int exit, _, string error) in results)
        {
            exit.ShouldBe(0, error);
        }

        Lines(results[0].Output).ShouldBe(
            ["sum 3 10", "mean 0.5 4", "max 1 0", "broadcast 8", "gather 0 0.5 1 1.5", "gradient 3", "averaged 0.5 2", "absent 0"]);
        Lines(results[1].Output).ShouldBe(
            ["sum 3 10", "mean 0.5 4", "max 1 0", "broadcast 8", "gather 0 0.5 1 1.5", "gradient 6", "averaged 0.5 2", "absent 0"]);
    }

    [Fact]
    public void A_process_that_ends_is_an_error_at_the_other()
    {
        (int exit, _, string error) = Start("desert", "20")[0];
        exit.ShouldBe(1);
        error.ShouldContain("all_reduce(f32[4]): rank 0 of 2: another process did not answer within 20000 ms, or has ended");
    }

    [Fact]
    public void A_silent_process_is_a_time_out()
    {
        (int exit, _, string error) = Start("sleep", "3")[0];
        exit.ShouldBe(1);
        error.ShouldContain("rank 0 of 2: another process did not answer within 3000 ms");
    }

    [Fact]
    public void A_meeting_that_nobody_comes_to_is_a_time_out()
    {
        var alone = new MeetingPoint("127.0.0.1", FreePort(), 0, 2);
        Should.Throw<TensorException>(() => new ProcessGroup(alone, timeout: TimeSpan.FromSeconds(1))).Message
            .ShouldContain("rank 0 of 2 could not meet the others at 127.0.0.1:");
    }

    [Fact]
    public void A_group_of_one_needs_nobody()
    {
        using var scope = new TensorScope();
        using var group = new ProcessGroup(new MeetingPoint("127.0.0.1", FreePort(), 0, 1));
        Tensor tensor = Tensor.From<float>([5]);
        group.AllReduce(tensor);
        group.AllGather(tensor).ToArray<float>().ShouldBe([5]);
        group.Barrier();
    }

    [Fact]
    public void The_environment_is_read_and_checked()
    {
        var set = new Dictionary<string, string>
        {
            ["MASTER_ADDR"] = "node7", ["MASTER_PORT"] = "29500", ["SLURM_PROCID"] = "3", ["SLURM_NTASKS"] = "4",
        };
        MeetingPoint.From(set.GetValueOrDefault).ShouldBe(new MeetingPoint("node7", 29500, 3, 4));
        set["RANK"] = "4";
        Should.Throw<TensorException>(() => MeetingPoint.From(set.GetValueOrDefault)).Message
            .ShouldBe("environment: RANK is '4'; expected a whole number from 0 to 3");
        set.Remove("MASTER_ADDR");
        Should.Throw<TensorException>(() => MeetingPoint.From(set.GetValueOrDefault)).Message.ShouldStartWith("the environment has no MASTER_ADDR");
    }

    private static (int Exit, string Output, string Error)[] Start(params string[] arguments)
    {
        string port = FreePort().ToString(CultureInfo.InvariantCulture);
        Process[] processes = [.. Enumerable.Range(0, 2).Select(rank => Worker(arguments, port, rank))];
        try
        {
            (Process Process, Task<string> Output, Task<string> Error)[] readers =
                [.. processes.Select(p => (p, p.StandardOutput.ReadToEndAsync(), p.StandardError.ReadToEndAsync()))];
            readers[0].Process.WaitForExit(120_000).ShouldBeTrue("rank 0 did not end");
            if (arguments[0] == "collectives")
            {
                readers[1].Process.WaitForExit(120_000).ShouldBeTrue("rank 1 did not end");
            }
            else
            {
                readers[1].Process.Kill();
                readers[1].Process.WaitForExit();
            }

            return [.. readers.Select(r => (r.Process.ExitCode, r.Output.Result, r.Error.Result))];
        }
        finally
        {
            foreach (Process process in processes)
            {
                if (!process.HasExited)
                {
                    process.Kill();
                }

                process.Dispose();
            }
        }
    }

    private static Process Worker(string[] arguments, string port, int rank)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(WorkerProgram).Assembly.Location);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["MASTER_ADDR"] = "127.0.0.1";
        start.Environment["MASTER_PORT"] = port;
        start.Environment["RANK"] = rank.ToString(CultureInfo.InvariantCulture);
        start.Environment["WORLD_SIZE"] = "2";
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
