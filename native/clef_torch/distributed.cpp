// Process groups of torch.distributed's C++ library: gloo between processors, NCCL between GPUs where built with it (CLEF_WITH_NCCL).
#include "abi.h"
#include "compatibility.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef CLEF_WITH_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <chrono>
#include <cstdlib>
#include <memory>

using clef::Borrowed;
using clef::make;
using clef::run;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

namespace {

#if CLEF_TORCH_AT_LEAST(2, 0)
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif

struct Group {
  c10::intrusive_ptr<Backend> backend;
  std::chrono::milliseconds timeout;
  int rank, size;
};

// Waits for an operation, and says in an error which process waited for how long: the cause is nearly always another process that ended.
void finish(const Group& group, const c10::intrusive_ptr<c10d::Work>& work) {
  try {
    TORCH_CHECK(work->wait(group.timeout), "the operation did not finish");
  } catch (const std::exception& e) {
    std::string what = e.what();
    what.resize(std::min(what.size(), what.find('\n')));
    throw std::runtime_error("rank " + std::to_string(group.rank) + " of " + std::to_string(group.size) + ": another process did not answer within " +
                             std::to_string(group.timeout.count()) + " ms, or has ended (" + what + ")");
  }
}

at::Tensor gather(const Group& group, const at::Tensor& t) {
  std::vector<at::Tensor> inputs{t.contiguous()};
  std::vector<std::vector<at::Tensor>> outputs(1);
  for (int i = 0; i < group.size; ++i) outputs[0].push_back(at::empty(t.sizes(), t.options()));
  c10d::AllgatherOptions options;
  options.timeout = group.timeout;
  finish(group, group.backend->allgather(outputs, inputs, options));
  return at::cat(outputs[0], 0);
}

void reduce(const Group& group, at::Tensor t, c10d::ReduceOp::RedOpType operation) {
  std::vector<at::Tensor> tensors{t};
  c10d::AllreduceOptions options;
  options.reduceOp = operation;
  options.timeout = group.timeout;
  finish(group, group.backend->allreduce(tensors, options));
}

// Rows of all processes; the gradient of this process's rows is the sum of what every process's loss says of them.
class Gather : public Function<Gather> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& t, int64_t group) {
    context->saved_data["group"] = group;
    context->saved_data["rows"] = t.size(0);
    return gather(*reinterpret_cast<Group*>(group), t);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const Group& group = *reinterpret_cast<Group*>(context->saved_data["group"].toInt());
    const int64_t rows = context->saved_data["rows"].toInt();
    at::Tensor sum = gradients[0].contiguous().clone();
    reduce(group, sum, c10d::ReduceOp::SUM);
    return {sum.slice(0, group.rank * rows, (group.rank + 1) * rows), at::Tensor()};
  }
};

bool loopback(const std::string& host) { return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0; }

c10::intrusive_ptr<Backend> connect(const std::string& name, const c10::intrusive_ptr<c10d::Store>& store, const std::string& host, int rank, int size,
                                    std::chrono::milliseconds timeout) {
  if (name == "gloo") {
    auto options = c10d::ProcessGroupGloo::Options::create(timeout);
    const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
    options->devices.push_back(interface         ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
                               : loopback(host) ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                                : c10d::ProcessGroupGloo::createDefaultDevice());
    return c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options);
  }
#ifdef CLEF_WITH_NCCL
  if (name == "nccl") {
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = timeout;
    return c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, size, options);
  }
  TORCH_CHECK(false, "backend '", name, "'; expected gloo or nccl");
#else
  TORCH_CHECK(false, "backend '", name, "'; this build has gloo");
#endif
}

}  // namespace

// Meets the other processes at host:port, where rank 0 listens. Null after an error.
CLEF_API void* clef_group_create(const char* backend, const char* host, int port, int rank, int size, int64_t timeout_ms) {
  std::unique_ptr<Group> group;
  int status = run("process_group", {}, [&] {
    auto timeout = std::chrono::milliseconds(timeout_ms);
    try {
      c10d::TCPStoreOptions options;
      options.port = static_cast<uint16_t>(port);
      options.isServer = rank == 0;
      options.numWorkers = static_cast<size_t>(size);
      options.timeout = timeout;
      auto store = c10::make_intrusive<c10d::TCPStore>(host, options);
      group = std::make_unique<Group>(Group{connect(backend, store, host, rank, size, timeout), timeout, rank, size});
    } catch (const std::exception& e) {
      std::string what = e.what();
      what.resize(std::min(what.size(), what.find('\n')));
      throw std::runtime_error("rank " + std::to_string(rank) + " of " + std::to_string(size) + " could not meet the others at " + host + ":" +
                               std::to_string(port) + " within " + std::to_string(timeout_ms) + " ms (" + what + ")");
    }
  });
  return status == 0 ? group.release() : nullptr;
}

CLEF_API void clef_group_free(void* group) { delete static_cast<Group*>(group); }

// In place. operation: 0 sum, 1 greatest, 2 least.
CLEF_API int clef_group_all_reduce(void* group, Handle t, int operation) {
  return run("all_reduce", {t}, [&] {
    at::NoGradGuard no_grad;
    Borrowed tensor(t);
    TORCH_CHECK(tensor->is_contiguous(), "expected a contiguous tensor");
    reduce(*static_cast<Group*>(group), *tensor, operation == 1 ? c10d::ReduceOp::MAX : operation == 2 ? c10d::ReduceOp::MIN : c10d::ReduceOp::SUM);
  });
}

CLEF_API int clef_group_broadcast(void* group, Handle t, int root) {
  return run("broadcast", {t}, [&] {
    at::NoGradGuard no_grad;
    Group& g = *static_cast<Group*>(group);
    std::vector<at::Tensor> tensors{*Borrowed(t)};
    TORCH_CHECK(tensors[0].is_contiguous(), "expected a contiguous tensor");
    c10d::BroadcastOptions options;
    options.rootRank = root;
    options.timeout = g.timeout;
    finish(g, g.backend->broadcast(tensors, options));
  });
}

// Tensors of one shape from all processes, joined along the first axis in the order of ranks; differentiable.
CLEF_API Handle clef_group_all_gather(void* group, Handle t) {
  return make("all_gather", {t}, [&] {
    Borrowed tensor(t);
    TORCH_CHECK(tensor->dim() > 0, "expected at least one axis");
    return tensor->requires_grad() ? Gather::apply(*tensor, reinterpret_cast<int64_t>(group)) : gather(*static_cast<Group*>(group), *tensor);
  });
}

CLEF_API int clef_group_barrier(void* group) {
  return run("barrier", {}, [&] {
    Group& g = *static_cast<Group*>(group);
    c10d::BarrierOptions options;
    options.timeout = g.timeout;
    finish(g, g.backend->barrier(options));
  });
}
