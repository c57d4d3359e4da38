package io.smarteros.tenant.api;

import org.jspecify.annotations.Nullable;

/** What can be set in Chatwoot. */
public record ChatwootSettings(@Nullable String locale) {}
