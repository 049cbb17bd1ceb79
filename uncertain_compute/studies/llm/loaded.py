"""What a chip writes if it also reads what comes in, as throughputs are measured."""

from uncertain_compute.model.graph import Number


def loaded_rate(answer_tokens: Number, output_rate: Number, prefill_flop: Number, prefill_rate: Number) -> Number:
    """Tokens that each chip writes if it reads the prompts of their requests, too [token/s/GPU].

    Source: NVIDIA/TensorRT-LLM, docs/source/developer-guide/perf-overview.md: output tokens over the whole time.
    """
    return answer_tokens / (answer_tokens / output_rate + prefill_flop / prefill_rate)


def measured_rate(loaded_rate: Number, rate_deviation: Number) -> Number:
    """Tokens that each chip writes in one measurement, which has reasons of its own to be fast or slow [token/s/GPU].

    Source: the definition.
    """
    return loaded_rate * rate_deviation
