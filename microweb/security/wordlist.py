"""The words that passwords are made of: those that come to mind first, for `common`.

Names, animals, teams, months and places in English, with a few of other languages. A word stands
for all passwords that differ from it by case, by digits for letters and by digits at an end.
"""

__all__ = ["WORDS"]

_TEXT = """
aaron abigail access account accountant action adam adidas admin administrator adrian
adventure afternoon agent ahmed airplane alabama alberto alejandra alejandro aleksandr
alessandro alex alexander alexandra alexandre alexis alfred ali alice alison alpha always
amanda amazing amazon amber america american amigos amor amore amsterdam anastasia anderson
andrea andreas andrew angel angela angelica angelina angels animal animals annabelle
anonymous anthony antonio apple apples april aquarius argentina arizona arschloch arsenal
arthur ashley asshole asterix athena atlanta atlantis august austin australia autumn avatar
awesome azerty baby babyboy babydoll babygirl backup badboy badger bailey balloon banana
bandit barbara barcelona barracuda baseball basket basketball batman bavaria beach beagle
bears beatles beautiful beauty beaver beckham believe bella benfica benjamin berlin bernard
bestfriend beth bienvenue bigbang bigboss bigboy bigdaddy bigdog biscuit bismillah bitch
bitcoin black blackberry blackcat blackie blackout blessed blessing blink blonde blood blue
bluebird bluefish bluemoon bluesky bobdylan bond bonita bonjour bookworm boomer boston
bowling boxing bradley brandon brandy brasil brazil breanna breeze brian bright brisbane
brittany bronco broncos brooke brooklyn brother brothers brownie bubbles buddy buffalo
bulldog bullet bullshit business buster butter buttercup butterfly button cadillac
california calvin camaro camel cameron camilla camille campbell canada candy captain
captainamerica cardinals carlos carmen carnival carolina caroline carpediem carter
casablanca casanova casper cassandra cassie catdog catherine catwoman cecilia celtic center
chacha champion chance changeme charger chargers charles charlie charlotte cheese chelsea
cherry chester chevrolet chevy cheyenne chiara chicago chicken children chile china chloe
chocolate chopper chouchou chris christian christina christine christmas christopher chrome
church ciao cinderella civic claire classic claudia clinton cobra cocacola coffee college
colombia colonel colorado colts columbia command commander company computer connect connor
control cookie cookies cool cooper corazon corolla corona corvette cosmos cougar cougars
country courtney covid cowboy cowboys cracker crazy creative cricket cristian cristina
cruise crystal cupcake cupcakes cyclone daddy daisy dakota dallas dance dancer dancing
daniel daniela danielle darkknight darkness darkside darkstar darling database david death
deborah december deeznuts default defender delfin delta deluxe demon denise dennis denver
desire desktop destiny detective detroit deutschland devil dexter diablo diamond dickens
diesel digital dinosaur discover disney doctor dodgers doggie doggy dolphin dolphins dominic
donald donkey donna doraemon dorothy double doudou douglas downtown dragon dragonball
dragons dreamer dreamland dreams driver drummer ducati dude eagle eagles eastside eastwood
eclipse eduardo edward einstein eleanor electric element elephant elizabeth elvis emerald
emily eminem emmanuel emperor empire energy engineer england enigma enter enterprise eric
escape estrella estrellita everton explorer express extreme fabulous facebook fairy faith
falcon family fantasy farmer fashion father fatima february federica fender fernanda
fernando ferrari ficken fighter fighting finance fiona fireball firebird firefly firefox
fireman fish fishing flames florence florida flower flowers flyers football forest forever
forget formula fortnite fortuna fortune forza fountain foxtrot france francesca francesco
francis francisco frank frankie franklin freddie freedom freeman friday friend friendly
friends friendster froggy fuck fucker fucking fuckoff fuckyou funny fussball futbol future
gabriel gabriela gabrielle galaxy gamer games gandalf gangsta gangster garden garfield
gateway geheim gemini general genesis genius geoffrey george georgetown georgia germany
gerrard ghost giants gibson ginger giovanni giulia gladiator global godblessme goddess
godzilla golden goldfish golf goober good goodluck goodtimes google gordon gorgeous grace
grandma gravity green greenbay greenday gregory guest guitar gunner gunners hacker hallo
halloween hamburg hammer hamster handsome hannah happiness happy hardcore hardware harley
harrison harry harrypotter harvard hawaii heart hearts heather heaven heavenly hector helena
hello hellokitty helpme hendrix hermione hero highland highway hiphop hockey holiday
hollister hollywood homer honda honesty honey honeybee honeybun hope horse horses hotdog
hotmail hotstuff house houston huawei hunter hunting hurricane icecream iceland iceman
idontknow ihatethis ihateyou illusion iloveu iloveyou imagine impala india indian indiana
indigo infiniti infinity instagram inter internet inuyasha invisible iphone ireland iron
ironman isabel isabella isabelle island israel italia jackass jackie jackson jacob jaguar
jamaica james jameson january jasmin jasmine jason jayden jeffrey jelly jellybean jennifer
jeremy jerome jessica jessie jesus jesuschrist joanna john johnny johnson joker jokers
jonathan jordan joseph joshua journey juice julia julian juliana july jumper june jungle
junior jupiter justice justin juventus karate karen karina karma katherine kathleen kathryn
katie kawasaki kelly kenneth kentucky kermit kevin killer kimberly king kingdom kingkong
kingston kissme kitten kitty knight knights kristen kristina lacrosse ladybug lakers
lakeside language laptop lasvegas laura lauren leader lebron legend leonardo leopard leslie
letmein letsgo liberty library lifetime light lightning limited lincoln lindsay lindsey
linkedin linkinpark lions little liverpool lizard lobster login logistics logitech lollipop
lollypop london lonewolf longhorn longhorns lorenzo lorraine louise loulou love lovehurts
lovelife lovely loveme lover lovers loveyou lucifer lucky machine madison madonna madrid
mafia maggie magic magnolia magnum manager manchester marathon marcus margaret margarita
maria mariana marie marina mariners mario mariposa market marlboro marley marseille marshall
martha martin martina marvel marvin maryjane master mastermind matrix matthew maurice
maverick maximus maxwell meatball medical melanie melissa melody member memory memphis
mercedes mercury merlin mermaid message metal metallica mexico michael michaela michele
michelle michigan mickey microsoft midnight miguel milan milano military miller million
millionaire minecraft minnie miracle miranda mission mistress mitchell mivida mobile modern
mohamed mohammed molly monday money mongoose monica monika monkey monster montana monteiro
montreal moonbeam moonlight morgan morning morris mortgage motdepasse mother motocross
motorola mountain mozart mudvayne muffin muhammad murphy music musical mustang mylove
mypassword myspace mystery napoleon napoli naruto nascar natalia natalie natasha nathan
nathaniel nature naughty netflix network neverland newcastle newlife newpass newport newyork
nicholas nicolas nicole nightmare nintendo nirvana nissan nokia northside nothing november
number nursing oakland oblivion oceans october office oldschool oliver olivia omar oneplus
online operator oracle orange organic orlando oscar outlaw outlaws pacific packard packers
paintball pakistan pamela panasonic pancakes pantera panther panthers papillon paradise
paramore paris parker parola pass passion passport passw password passwort patches patricia
patrick patriot patriots peace peaches peanut pearljam pebbles penguin penguins people
pepper pepsi perfect personal peru peter phantom philip phillies phillip phoenix phone photo
photography picasso pickle picture pineapple pirate pirates pistons pitbull planet platinum
playboy player playstation please plumber poison pokemon pokerface poland police poohbear
popcorn porsche portland portugal postal power precious predator president preston prince
princesa princess private prodigy production project promise prosperity psycho public
pumpkin punisher purple qazwsx quality queen qwert qwerty rabbit rachel racing ragnarok
raiders rainbow rammstein ranger rangers raptor raven ravens raymond reality realmadrid
rebecca red redneck redskins redsox redwings reggae reginald reloaded remember republic
reset rhapsody richard robert roberta roberto roblox rocket rockstar rockyou rodrigo
rolltide romance romantic ronaldinho ronaldo root rosebud roses royal runner russell russia
sabrina sailor saints sakura salasana salvador salvation samantha sammy samsung samuel
samurai sandman sandra sanjose santa santiago santos sarah satellite saturday saturn sausage
savage savannah scarface scarlett schatz school science scooby scooter scorpio scorpion
scotland scott scotty scrappy seahawks sebastian secret secure security senha sentinel
september serenity server service seven sexy shadow shadows shannon sharks sharon sheffield
shelby sheldon sherlock shirley shithead shopping shorty sierra silence silver simple
simpson simpsons single skater skippy skittles skywalker slapshot slayer slipknot smile
smiles smiley smoke smokey snickers snoopy snowball snowboard snowflake snowman soccer
soccerball softball software soldier soldiers soleil solution someone sommer sonic sophia
sophie southern southside spanish sparkle sparky sparrow spartan special spectrum speedy
spencer spider spiderman spirit spitfire spongebob sport sporting spotify spring springer
stallion standard stanley star starbucks starfish stargate starlight starlite stars starship
startrek starwars stealth steelers stella stephanie stephen sterling steve steven stewart
stinky storm strange strawberry student studio stupid subaru sublime success suckit suckmy
sugar summer sunday sunflower sunny sunrise sunset sunshine super superman supernatural
supernova superstar support surfer survivor suzuki svetlana sweden sweetheart sweetie
sweetness sweetpea swimmer swimming sword swordfish sydney sylvia symphony system tamara
target tarheels tasha tattoo taurus taylor teacher teamo technology teddy teddybear
telephone temp template temporary tennessee tennis teresa terminator tesoro test tester
testing texas thailand thankyou theman theodore theresa thirteen thomas thuglife thunder
thursday tiffany tiger tigers tigger tiktok timothy tinkerbell titanic tomcat tomorrow
toronto tottenham toyota tracker trading training travel traveler travis treasure triangle
trinity tristan triumph trooper trouble truck truelove trust trustme trustno tuesday turbo
turtle tweety twilight twitter typhoon ultimate undertaker unicorn united universal universe
unknown user utopia valencia valentin valentina valentine valeria valerie valley vampire
vanessa vanguard vanilla vegeta ventura veronica veronika victor victoria victory viking
vikings vincent violet viper virginia virus vision vladimir vodka volkswagen volleyball
voodoo voyager walker walter warcraft warlock warrior warriors washington water webmaster
wednesday welcome welkom westham westlife westside whatever white wildcat wildcats wildlife
william williams willow wilson window windows winner winnie winston winter wisdom wizard
wolf wolfgang wolverine wolves wonderful wonderland woodland workhard working world wrangler
wrestling writer xavier xiaomi yahoo yamaha yankees yellow yesterday yolanda young youtube
zachary zaq zaqwsx zeppelin zombie
"""
WORDS = frozenset(_TEXT.split())
