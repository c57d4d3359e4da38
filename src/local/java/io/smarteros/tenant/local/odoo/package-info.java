/** What answers in place of Odoo 19 and of its Jobs, as the real program was seen to do. */
@NullMarked
package io.smarteros.tenant.local.odoo;

import org.jspecify.annotations.NullMarked;
