/** What tests share: a small kit to set up and to wait. */
@NullMarked
package io.smarteros.tenant.testkit;

import org.jspecify.annotations.NullMarked;
