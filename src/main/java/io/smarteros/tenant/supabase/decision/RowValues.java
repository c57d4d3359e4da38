package io.smarteros.tenant.supabase.decision;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;

/**
 * The columns of a row of {@code tenants} that the operator decides, metadata aside.
 *
 * @param ownerSubject always empty where the table has no such column
 */
@RecordBuilder
public record RowValues(
    String slug,
    String name,
    Optional<String> domain,
    Optional<String> ownerId,
    Optional<String> ownerSubject,
    RowStatus status)
    implements RowValuesBuilder.With {}
