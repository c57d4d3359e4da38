package io.smarteros.tenant.supabase;

/**
 * The database as the operator found it.
 *
 * @param identity tells this database from another one with the same tables
 * @param hasOwnerSubject {@code tenants.owner_subject} exists
 * @param slugIsFixed the hardened table refuses another slug
 */
record Schema(String identity, boolean hasOwnerSubject, boolean slugIsFixed) {}
