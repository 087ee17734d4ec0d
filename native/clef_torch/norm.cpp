// Normalisation, dropout and embedding.
#include "abi.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/layer_norm.h>

using clef::Borrowed;
using clef::make;

// In training the statistics of the batch are used, and the running ones (where given) are moved towards them.
CLEF_API Handle clef_batch_norm(Handle t, Handle weight, Handle bias, Handle mean, Handle variance, int training, double momentum, double epsilon) {
  return make("batch_norm", {t, weight, bias, mean, variance}, [&] {
    return at::batch_norm(*Borrowed(t), Borrowed(weight).optional(), Borrowed(bias).optional(), Borrowed(mean).optional(), Borrowed(variance).optional(),
                          training != 0, momentum, epsilon, /*cudnn_enabled=*/true);
  });
}

CLEF_API Handle clef_layer_norm(Handle t, const int64_t* shape, int64_t count, Handle weight, Handle bias, double epsilon) {
  return make("layer_norm", {t, weight, bias}, [&] {
    return at::layer_norm(*Borrowed(t), clef::ints(shape, count), Borrowed(weight).optional(), Borrowed(bias).optional(), epsilon);
  });
}

CLEF_API Handle clef_group_norm(Handle t, int64_t groups, Handle weight, Handle bias, double epsilon) {
  return make("group_norm", {t, weight, bias}, [&] {
    return at::group_norm(*Borrowed(t), groups, Borrowed(weight).optional(), Borrowed(bias).optional(), epsilon);
  });
}

CLEF_API Handle clef_dropout(Handle t, double probability) {
  return make("dropout", {t}, [&] { return at::dropout(*Borrowed(t), probability, /*train=*/true); });
}

// A padding index of -1 means none.
CLEF_API Handle clef_embedding(Handle weight, Handle indices, int64_t padding_index) {
  return make("embedding", {weight, indices}, [&] { return at::embedding(*Borrowed(weight), *Borrowed(indices), padding_index); });
}
