/** What an application's blueprint is held against: files, rules, the API server. */
@NullMarked
package io.smarteros.tenant.testkit.blueprint;

import org.jspecify.annotations.NullMarked;
