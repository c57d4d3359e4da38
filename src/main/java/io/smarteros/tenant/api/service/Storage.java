package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import org.jspecify.annotations.Nullable;

/** The volume of an application; it can grow, never shrink. */
@ApiType
public record Storage(
    @JsonPropertyDescription(
            """
            Size of the volume in bytes. It can grow if the StorageClass allows it, and \
            never shrink. Example: 20Gi.""")
        @ValidationRule(value = CelRules.VOLUME_SIZE, message = CelRules.VOLUME_SIZE_MESSAGE)
        @Nullable Quantity size) {}
