package sam.functions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Docstrings in the manners of Sphinx, Google and NumPy, and how they are put into words.
class DescriptionsTest {
    private static String python(String docstring) {
        return PythonDoc.read(docstring).markdown("Python");
    }

    @Test
    void googlesSectionsBecomeLists() {
        assertThat(python("""
            Fetch rows
                from a table.

                Args:
                    table (str): Where they are,
                        in full.
                    *keys: Which ones.

                Returns:
                    dict[str, int]: The rows by key.

                Raises:
                    IOError: If it breaks.

                Example:
                    >>> fetch("a")
                    {}
            """)).isEqualTo("""
                Fetch rows from a table.

                ```python
                >>> fetch("a")
                {}
                ```

                Parameters:

                - `table`: Where they are, in full.
                - `*keys`: Which ones.

                Returns: The rows by key.

                Raises:

                - `IOError`: If it breaks.\
                """);
    }

    @Test
    void numpysSectionsBecomeLists() {
        assertThat(python("""
            Fetch rows from a table.

                Parameters
                ----------
                table : str, optional
                    Where they are.
                a, b : int

                Returns
                -------
                rows : list
                    The rows.

                See Also
                --------
                other : not this
            """)).isEqualTo("""
                Fetch rows from a table.

                Parameters:

                - `table`: Where they are.

                Returns: The rows.\
                """);
    }

    @Test
    void sphinxMarksBecomeMarkdown() {
        assertThat(python("""
            Run :func:`~a.b.run` with ``x`` as :class:`Command`, see `docs <https://x.org>`_ [1]_::

                    run(x)

                - one
                  more
                * two

                .. versionadded:: 3.0
                    never mind

                .. code-block:: python
                    :linenos:

                    run(y)

                .. note:: It is slow.
                :param str x: what
                    it is
                :type y: int
            """)).isEqualTo("""
                Run `run` with `x` as `Command`, see docs:

                ```python
                run(x)
                ```

                - one more
                - two

                ```python
                run(y)
                ```

                Note: It is slow.

                Parameters:

                - `x`: what it is\
                """);
    }

    @Test
    void anExplanationSaysWhatACommandDoes() {
        assertThat(explained("Return the sum of a and b.")).isEqualTo("Returns the sum of a and b.");
        assertThat(explained("Apply it, and try again.")).isEqualTo("Applies it, and try again.");
        assertThat(explained("Match them all.")).isEqualTo("Matches them all.");
        assertThat(explained("Sorted, but not by name.")).isEqualTo("Sorted, but not by name.");
        assertThat(explained("Set-like things are made.")).isEqualTo("Set-like things are made.");
    }

    private static String explained(String doc) {
        return FunctionRows.told(
                new FoundFunction("Python", "function", "f", 1, 1, "", "", PythonDoc.read(doc), Needs.NONE, ""));
    }

    @Test
    void brokenMarksNeverLoseTheText() {
        assertThat(JavaDoc.read("/** Adds {@code a < b } and {@link #c(int) } and {@unclosed x. */")
                        .prose())
                .isEqualTo("Adds `a < b` and `c(int)` and {@unclosed x.");
        assertThat(JavaDoc.read("/***/").prose()).isEmpty();
        assertThat(JavaDoc.read("/** <p>One<p>Two <ul><li>three</ul> a_b [x] */")
                        .prose())
                .isEqualTo("One\n\nTwo\n\n- three\n\na_b [x]");
        assertThat(python("")).isEmpty();
        assertThat(python("Args:\n    nothing here\n  :param")).isNotNull();
    }

    @Test
    void sentencesThatPointElsewhereGoAndTheRestStays() {
        var doc = PythonDoc.read("Add a and b. See :func:`other` for more. It never fails.\n\n>>> see(1)\n2");

        assertThat(PlainWords.of(doc, "").prose())
                .isEqualTo("Add a and b. It never fails.\n\n```python\n>>> see(1)\n2\n```");
    }
}
