package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** CPU and memory of an application's container. Memory is request and limit, CPU the request. */
@ApiType
public record Resources(
    @JsonPropertyDescription(
            "CPU cores that the container requests. Example: 500m, which is half a core.")
        @ValidationRule(value = CelRules.POSITIVE_QUANTITY, message = CelRules.CPU_MESSAGE)
        @Nullable Quantity cpu,
    @JsonPropertyDescription("Memory, as request and as limit, in bytes. Example: 2Gi.")
        @ValidationRule(value = CelRules.MEMORY, message = CelRules.MEMORY_MESSAGE)
        @Nullable Quantity memory) {}
