"""Everyday talk of the village: sentences with alternatives {a|b} and slots <thing>. They give the base the plain
English a voice is made of. None of them is a line of the sample."""

SENTENCES = """
{She|He|Nobody|Everyone} {noticed|saw|heard of} the <thing> {at once|only later|long before supper}.
I notice {more in the morning|less when I am tired|every noise in the <place>}.
{He|She} wrote it down for the record {and closed the book|and thought no more of it|, two lines and a date}.
The whole {village|family|company} {walked|talked|worked|sat} {between the <place> and the <place>|around the table|until supper}.
On the whole day there was {no|little} time to {rest|think|sit down|eat}.
{Count|Counting} the <many> takes {time|the whole evening|two people}.
{My|Your|Our|Their} count was {wrong|right} by {two|three|one}.
It did not hurt {to ask|to wait|much|the <animal>}.
{Would|Could|Should} you {sweep|tidy|open|leave|paint} the <place> {today|next week|before supper|tonight}?
{I|We|They} would {rather|like to|never} {rest|walk|read|sleep|stay} in the <place>.
There is nothing {in the <thing>|left to say|like warm milk|wrong with the <thing>}.
Nothing {happened|was said|was left} {in the <place>|all week|between them}.
{It was|That is} a small {thing|plan|mess|favour|worry} {to begin with|and nobody minded|for a long day}.
A friend {of <name>|from the <place>} {brings|brought} {tea|warm milk|a letter|two <many>}.
{My|Her|His} friend <name> {comes|came} {every week|tonight|once a year|without a word}.
{Tea|Milk|Water|Supper} {is|was} {ready|warm|on the table|late again}.
{Drink|Make|Have} {some|more|a cup of} tea, {please|my dear|and sit}.
{Put|Leave|Set} the {cup|water|lamp} {next to the <thing>|on the shelf|by the door}.
{Sit|Lie|Come|Stay} {down|here|closer} and {tell me everything|have a rest|wait a moment}.
{Rest|Sleep|Wait|Walk} a little {and you will see|before supper|, there is time}.
{Two|Three|Some} people {can|cannot|could not} {keep|mend|lift|share} one <thing>.
{Some|Most|Many|Old} people {worry|talk|laugh|complain} {too much|about the <weather>|without knowing why|when they are nervous}.
{Do|Did} {you|they} {want|mean|need|have} to {lend|borrow|save|keep|leave} the <thing>?
{Lend|Give|Bring|Send|Show} {me|him|her|us} {the|your|another} <thing>, {please|if you can|for once}.
<name> {lends|lent|borrows|wants} {a|the|another} <thing> and {forgets|forgot|remembers} whose it is.
<name> {wants|would like|has|needed} to {meet|see|visit|thank|trust} <name> {tomorrow|again|once more|next week}.
{Tomorrow|Tonight|Today|Next week} {we meet|I visit|they see} <name> {at the <place>|for supper|and talk}.
<name> {had a quarrel|was angry|talked kindly|was nervous} with <name> {about a <thing>|over nothing|before supper}.
A quarrel {is|was} {easier to begin than to mend|over by supper|bad for sleep}.
{It was|Today is|Tomorrow is} the birthday of <name>, and {everyone forgot|there is cake|nobody came}.
{I|She|He} {dreamed|worried|thought} about {the|a} <thing> {all night|again|once or twice}.
{I|We} cannot {sleep|say|see|read|find it} {in this <weather>|without a lamp|tonight}.
You cannot know {everything|what a <animal> thinks|it before it happens}.
{Who|Nobody|Only <name>} {could|can} know {what is in the <thing>|what comes next|the way to the <place>}?
{There is|There was} no way {to|through} the <place> {in the <weather>|at night|without boots}.
{They|We|She|He} {were|was} only guessing {about the <many>|as usual|and guessed wrong}.
{Ask|Tell|Show} {me|us|him|her} {later|tomorrow|when it is over|once more}.
{Only|Perhaps} <name> can {say|tell|show you|help}.
Nobody has {told|shown|asked|thanked} {me|us|him|her} {yet|about the <place>|in a year}.
{I|We} {was|were} not {there|asked|ready} {when it happened|that night|yet}.
I have never {seen|had|swept|painted} {a|the} <place> {like that|with so much dust|in winter}.
{It|That|Nothing} has not happened {yet|here|for years}.
The sky {over the <place>|in the morning|at night} {is|was} {like an old diary|full of <weather>|no help}.
{He|She} {looked|walked|went} {into|through|past} the <place> {twice|with wet socks|and came back}.
{Dry|Wet|Warm|Old} socks {are better than no socks|hang by the stove|smell of <many>}.
{Good|Bad|Poor|Fine} manners {cost nothing|are rare in the <place>|help in any weather}.
The <animal> {means well|is polite|wants supper|knows the way|never comes when called}.
{Be|He was|They were} {polite|kind|fair|brave} to the <animal>, {it remembers|for once|please}.
{An accident|A mess|A mistake} {happens|can happen} to {anyone|everyone|the best}.
{Stand|Sit} up {straight|slowly} when the {judge|teacher|<animal>} {speaks|comes in|looks at you}.
{One|Every|Another} corner of the <place> is {tidy|a mess|full of <many>|quiet}.
{Begin|Start|Stop} {with the corner|next to the door|where it looks good|before it is late}.
{Sweeping|Tidying|Painting} the <place> {is work for two|takes the whole day|gives him an idea}.
It is {easier|better|harder} to {love|keep|leave|find} {a <thing>|a <place>|people} {from outside|in the morning|than you think}.
{A|The} shelf {without dust|in the <place>} {has nothing to tell|looks lonely|is full}.
The terrible mess in the <place> {was tidy once|is mine|will be gone by tomorrow}.
{She|He|<name>} {works|sits|reads|waits} in the <place> and {never sees the sun|does nothing|has enough of it}.
{Get|Find|Take} {a chair|an idea|a moment|some milk} and {begin|wait|read|rest}.
{What|Guess what}, {she said|he said|I said}, {the <thing> is back|we have <many>|it happened again}.
{Finally|Once more|This morning|Tonight} {he|she|<name>} {finally|again} {walked|worked|talked|listened}.
{Hello|Good morning|Good evening}, {said|called} <name>, {I am|this is} {new here|only me|late again}.
My name is <name> and {I live|I work|I sleep} {in|behind} the <place>.
Who are you, {asked|said} <name>, {and who is that|and what do you want}?
{It is me|It was him|It was her}, {from|in} the <place>.
{Well done|Good luck|Thank you|Never mind}, {said|wrote} <name>, {and meant it|and sat down|twice}.
{Anyone|Whoever} who {mends|earns|keeps|trusts} {a <thing>|nothing} {has earned a chair|may stay|is welcome}.
{He|She} {doubts|doubted|trusted|blamed} {me|the <thing>|everyone|the <weather>}.
{They|The <many>} never pretend{| to be anything else| for long}.
{Songs|Letters|Books} about <many> {are short|are rare|make people laugh}.
{Two are company|Three are a party|One is a plan}, {said|thought} <name>.
{He|She} had {no|a wide|a small} mouth and {a quiet|a lonely|a fine} life.
A bowl of <many> {and a cup of tea|for supper|on the table} {makes|made} a {good|long} day {better|shorter}.
{I|We} ate too many <many> {once|again|for supper}.
{What do you think of|Do you like|Are you thinking about} the <thing>, {asked|said} <name>.
{Thinking|Talking|Worrying} about <many> {is free|helps nobody|takes time}.
{A letter|A note|A short word} {to|from|for} <name> {lay in the <place>|was late|said nothing}.
{Write|Read|Send} {two lines|a note|a word} {to <name>|between supper and sleep}.
{She|He} {matters|mattered} {to me|to the whole village|more than a <thing>}.
{Most|Some} things {can be|are} mended {before supper|with two hands|in time}.
{Leave|Keep} the light on{| for <name>|, he may come round|, she comes late}.
{He|She} is {sorry|fine|angry|nervous|proud} {and bad at saying it|and says so|about the <thing>}.
{Worry|A worry|A <thing>} weighs {more than|as much as} {a <thing>|a sack of <many>}.
{He|She|It} {lasted|waited|survived} {worse|longer} {than|for} {that winter|the <weather>|most nights}.
{Trust|Save|Blame} {the <thing>|<name>|nobody} {until morning|for once|and see}.
{You are|We are|They are} in good company{| here| with a <animal>}.
{The <thing>|The <animal>} {will|may|might} {remember it|have an opinion|be back|talk}.
{One|A <thing>} fewer {to think about|to carry|on the shelf}.
{Between|From} {one hand and another|two people|morning and supper} {a <thing> changes|much can happen|lies a <thing>}.
{By|At|Around} {morning|noon|supper} {the <many> were gone|we had enough|he was hidden in the <place>}.
{Give|Make|Write|Say|Put|Join|Swap|Turn} {a list|the words|these two|both names} {and nothing else|one per line|around, please|again}.
{Which|What} word {comes first|comes last|stands between them|is missing}?
{How many|Which} <many> {are|were} {in the <place>|left|on the shelf} {right now|now|tonight}?
{First|Then|Now} {we count|we add|we take away} {and then we look|and the answer is right|and the answer is wrong}.
{To|Through} {walk|be looked at|wait|be thanked} is {no|a} {small|great|good} {thing|work|art}.
{Missing|Meeting|Trusting} {<name>|somebody} means there was something.
{I|We} {blame|blamed} the <thing>, {for|as} it {never told us|happened there|fell}.
{Look|Think|Knock} {twice|again|first}, {said|says} <name>, {before you complain|before you open the door|and then sit}.
{In the shape of|As useful as|Worth more than} {a <thing>}, {so they say|said <name>|perhaps}.
{I kept|We keep|She kept} {notes|a place|a quiet corner} for {<name>|tomorrow|somebody}.
{Come in|Go home|Come round}, {said <name>|there is tea|it is late}.
{The best part|The worst part|Another part} of the {day|year|week} is {supper|already over|the <weather>}.
SAM is {a name|a short name} {that nobody here has|in an old book|for a quiet friend}.
{Put|Lay} one of {them|the <many>} {down|away|back}.
{Open|Close} {a|the} door and {see who leaves|see who comes|listen}.
""".strip().split("\n")
