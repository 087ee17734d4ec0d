#define CLEF_GENERATION plain
#define CLEF_FLOATS 4
#include "same_conv_kernel.inc"
