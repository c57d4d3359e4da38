/** What web developers use of the project: the Edge Function, the types, the page, the contract. */
@NullMarked
package io.smarteros.tenant.supabase.web;

import org.jspecify.annotations.NullMarked;
