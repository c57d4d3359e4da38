package io.smarteros.tenant.api;

import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** CPU and memory of an application's container. Memory is request and limit, CPU the request. */
public record Resources(@Nullable Quantity cpu, @Nullable Quantity memory) {}
