package io.smarteros.tenant.api;

import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** The volume of an application; it can grow, never shrink. */
public record Storage(@Nullable Quantity size) {}
