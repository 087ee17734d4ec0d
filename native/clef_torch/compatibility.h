// Every difference between the libtorch versions this library builds against (1.13 to 2.x), in one place.
#pragma once

#include <torch/csrc/api/include/torch/version.h>

#define CLEF_TORCH_AT_LEAST(major, minor) \
  (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

// 2.0 brought scaled_dot_product_attention, whose CPU kernel (2.1) never holds all scores at once.
#define CLEF_HAS_FUSED_ATTENTION CLEF_TORCH_AT_LEAST(2, 1)
// 2.1 gave Tensor.var a keyword "correction" that is a Scalar; before it was an integer.
#define CLEF_CORRECTION_IS_SCALAR CLEF_TORCH_AT_LEAST(2, 1)
// 2.4 made autocast's functions take the device type.
#define CLEF_AUTOCAST_BY_DEVICE CLEF_TORCH_AT_LEAST(2, 4)
