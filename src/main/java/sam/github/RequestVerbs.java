package sam.github;

import java.util.Locale;
import java.util.Set;

/// The verbs that requests begin with.
final class RequestVerbs {
    private static final Set<String> IMPERATIVE = Set.of(("""
        accept account add adapt adjust align allow always annotate append apply assert assign assume attach avoid
        be break bring build cache calculate call cancel capture catch change check choose clarify clean clear close
        collapse collect combine compare compile complete compute configure consider consolidate convert copy correct
        count cover create cut deal decode default defer define delay delete deprecate derive describe detect
        determine disable disallow discard display distinguish do document don't drop emit enable encode enforce
        ensure escape exclude execute expand expect explain expose extend extract fail fall fetch fill filter find
        finish fix flush fold follow forbid force format forward generate get give group guard handle harden hide
        honor honour ignore implement import improve include increase infer inherit initialize initialise inline
        insert install instantiate introduce invalidate invoke isolate join keep leave let limit list load lock log
        look lower make map mark match measure merge migrate mention mock modify move name narrow need never nest
        normalize normalise note notify obey omit only open optimize optimise order output override parse pass patch
        permit persist pick pin place pop populate prefer prepend preserve prevent print process produce prohibit
        propagate protect provide prune pull push put quote raise read rebuild recognize recognise record recover
        redirect reduce refactor refer refuse register reject relax release reload remember remove rename render
        reorder replace report represent require reset resolve respect restore restrict restructure retain rethrow
        retry return reuse revise rewrite run sanitize save search select send separate serialize set share shorten
        show silence simplify skip sort specify speed split start stop store stream streamline strip subclass
        support suppress swap switch synchronize take tell terminate test throw tighten toggle tolerate track
        transform translate treat trigger trim truncate try turn unescape unify unwrap update use validate verify
        wait walk warn wrap write yield
        """).strip().split("\\s+"));

    private RequestVerbs() {}

    static boolean startsImperative(String title) {
        var first =
                title.strip().split("[\\s:,]+", 2)[0].toLowerCase(Locale.ROOT).replace('’', '\'');
        return IMPERATIVE.contains(first);
    }
}
