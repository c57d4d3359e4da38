package io.smarteros.tenant.api;

import org.jspecify.annotations.Nullable;

/** What can be set in Botpress. */
public record BotpressSettings(@Nullable String language) {}
