package io.smarteros.tenant.rowimport;

/**
 * How many Tenants were made of rows.
 *
 * @param ofOwner of the owner of the row that is looked at
 * @param lastHour within the last hour
 */
record ImportCounts(int ofOwner, int lastHour, int total) {}
