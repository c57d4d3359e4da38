package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import org.jspecify.annotations.Nullable;

/** CPU and memory of an application's container. Memory is request and limit, CPU the request. */
@ApiType
public record Resources(
    @JsonPropertyDescription(
            """
            CPU request of the container, in cores. Example: 500m (half a core).""")
        @ValidationRule(value = CelRules.POSITIVE_QUANTITY, message = CelRules.CPU_MESSAGE)
        @Nullable Quantity cpu,
    @JsonPropertyDescription("Memory request and limit of the container, in bytes. Example: 2Gi.")
        @ValidationRule(value = CelRules.MEMORY, message = CelRules.MEMORY_MESSAGE)
        @Nullable Quantity memory) {}
